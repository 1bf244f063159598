/**
 * Results that R wrote as JSON, read with their types checked at each step: a key that is missing, or holds something
 * else, fails the test that asks for it. One-element vectors are written as scalars there; NaN stands for null.
 */
export class RResults {
  constructor(private readonly node: unknown) {}

  has(key: string): boolean {
    return this.entry(key) !== undefined;
  }

  keys(): string[] {
    return Object.keys(this.node as object);
  }

  isNull(key: string): boolean {
    return this.entry(key) === null;
  }

  flag(key: string): boolean {
    return this.entry(key) === true;
  }

  at(key: string): RResults {
    const value = this.entry(key);
    if (typeof value !== 'object' || value === null) throw new Error(`${key} is not a list of R`);
    return new RResults(value);
  }

  list(key: string): RResults[] {
    return this.items(key).map((item) => new RResults(item));
  }

  number(key: string): number {
    return toNumber(key, this.entry(key));
  }

  numbers(key: string): number[] {
    return this.items(key).map((item) => toNumber(key, item));
  }

  text(key: string): string {
    const value = this.entry(key);
    if (typeof value !== 'string') throw new Error(`${key} is not a text`);
    return value;
  }

  texts(key: string): string[] {
    return this.items(key).map(String);
  }

  private items(key: string): unknown[] {
    const value = this.entry(key);
    return Array.isArray(value) ? value : [value];
  }

  private entry(key: string): unknown {
    return (this.node as Readonly<Record<string, unknown>>)[key];
  }
}

function toNumber(key: string, value: unknown): number {
  if (value === null) return NaN;
  if (typeof value !== 'number') throw new Error(`${key} is ${JSON.stringify(value)}, not a number`);
  return value;
}
