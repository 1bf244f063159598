/**
 * Results that R wrote as JSON, read with their types checked at each step: a key that is missing, or holds something
 * else, fails the test that asks for it. One-element vectors are written as scalars there; NaN stands for null.
 *
 * `used` collects the path of every number that was asked for, so that `unused` tells what nobody compares.
 */
export class RResults {
  constructor(
    private readonly node: unknown,
    private readonly path = '',
    private readonly used = new Set<string>(),
  ) {}

  /** Paths of the numbers that were never asked for; the items of a list share the path of their list. */
  unused(): string[] {
    return [...new Set(numbersIn(this.node, this.path))].filter((path) => !this.used.has(path));
  }

  /** How many numbers stand at the paths that were asked for. */
  usedNumbers(): number {
    return numbersIn(this.node, this.path).filter((path) => this.used.has(path)).length;
  }

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
    return new RResults(value, this.pathOf(key), this.used);
  }

  list(key: string): RResults[] {
    return this.items(key).map((item) => new RResults(item, this.pathOf(key), this.used));
  }

  number(key: string): number {
    this.used.add(this.pathOf(key));
    return toNumber(key, this.entry(key));
  }

  numbers(key: string): number[] {
    this.used.add(this.pathOf(key));
    return this.items(key).map((item) => toNumber(key, item));
  }

  /** A matrix as its rows; a vector is one row. */
  rows(key: string): number[][] {
    this.used.add(this.pathOf(key));
    const items = this.items(key);
    const one = items.some((item) => !Array.isArray(item));
    return (one ? [items] : (items as unknown[][])).map((row) => row.map((item) => toNumber(key, item)));
  }

  text(key: string): string {
    const value = this.entry(key);
    if (typeof value !== 'string') throw new Error(`${key} is not a text`);
    return value;
  }

  texts(key: string): string[] {
    return this.items(key).map(String);
  }

  private pathOf(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
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

function numbersIn(node: unknown, path: string): string[] {
  if (typeof node === 'number') return [path];
  if (Array.isArray(node)) return node.flatMap((item) => numbersIn(item, path));
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, item]) => numbersIn(item, path === '' ? key : `${path}.${key}`));
}
