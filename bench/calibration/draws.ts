import { fillUniform, type Stream } from '@impact-ledger/stats';

/** Random numbers in the order in which they are asked for; they follow from the stream alone. */
export class Draws {
  #next = 0;
  readonly #uniform: Float64Array;

  constructor(stream: Stream, size: number) {
    this.#uniform = fillUniform(stream, new Float64Array(size));
  }

  /** In (0, 1). */
  uniform(): number {
    const value = this.#uniform[this.#next++];
    if (value === undefined) throw new Error(`A scenario draws more than its ${this.#uniform.length} numbers.`);
    return value;
  }

  /** Standard normal, by Box and Muller (1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  flip(chance: number): 0 | 1 {
    return this.uniform() < chance ? 1 : 0;
  }

  exponential(rate: number): number {
    return -Math.log(this.uniform()) / rate;
  }
}

/** Rows one by one into columns. */
export function columnsOf(rows: number, row: (i: number) => Readonly<Record<string, number>>): Columns {
  const columns: Record<string, Float64Array> = {};
  for (let i = 0; i < rows; i++) {
    for (const [name, value] of Object.entries(row(i))) (columns[name] ??= new Float64Array(rows))[i] = value;
  }
  return columns;
}

export type Columns = Readonly<Record<string, Float64Array>>;

export const expit = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * Expectation of f(x, g) for x standard normal and g binary with this share: the trapezium rule on [-9, 9], whose error for such
 * smooth functions is far below any figure printed here.
 */
export function expectation(share: number, f: (x: number, g: 0 | 1) => number): number {
  const step = 0.01;
  let sum = 0;
  for (let k = -900; k <= 900; k++) {
    const x = k * step;
    const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
    sum += step * density * (share * f(x, 1) + (1 - share) * f(x, 0));
  }
  return sum;
}
