import type { ListRole } from '../core/table.js';

/** One choice an analyst can make, as plain data: it becomes a protocol field, a flag and a line of the documentation. */
export interface OptionSpec {
  readonly name: string;
  readonly kind: 'choice' | 'number' | 'integer' | 'numbers' | 'flag' | 'columns';
  readonly what: string;
  readonly choices?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** For `numbers`: exact length, when it has one. */
  readonly length?: number;
  /** For `numbers`: whether they may come in any order. */
  readonly anyOrder?: boolean;
  /** For `columns`: the role they play. */
  readonly role?: ListRole;
  /** null: not set, which `what` explains. */
  readonly default: OptionValue;
}

export type OptionValue = string | number | boolean | readonly number[] | readonly string[] | null;

/** A specification that remembers the type of its value. */
export interface Option<V extends OptionValue> extends Omit<OptionSpec, 'name'> {
  readonly default: V;
}

export type Options = Readonly<Record<string, Option<OptionValue>>>;
export type OptionValues<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer V> ? V : never };

interface Range {
  readonly minimum?: number;
  readonly maximum?: number;
}

/** The first choice is the default. */
export const choice = <const C extends readonly [string, ...string[]]>(
  choices: C,
  what: string,
): Option<C[number]> => ({
  kind: 'choice',
  what,
  choices,
  default: choices[0],
});

export const number = (value: number, what: string, range: Range = {}): Option<number> => ({
  kind: 'number',
  what,
  ...range,
  default: value,
});

export const optionalNumber = (what: string, range: Range = {}): Option<number | null> => ({
  kind: 'number',
  what,
  ...range,
  default: null,
});

export const integer = (value: number, what: string, range: Range = {}): Option<number> => ({
  kind: 'integer',
  what,
  ...range,
  default: value,
});

export const optionalNumbers = (
  what: string,
  range: Range & { readonly length?: number } = {},
): Option<readonly number[] | null> => ({ kind: 'numbers', what, ...range, default: null });

/** Numbers in any order, repetitions allowed. */
export const numberList = (what: string, range: Range = {}): Option<readonly number[] | null> => ({
  kind: 'numbers',
  what,
  ...range,
  anyOrder: true,
  default: null,
});

/** Column names given as an option; they join the columns of a role. */
export const columns = (role: ListRole, what: string): Option<readonly string[] | null> => ({
  kind: 'columns',
  what,
  role,
  default: null,
});

/** Off unless asked for. */
export const flag = (what: string): Option<boolean> => ({ kind: 'flag', what, default: false });

/** Nominal coverage, an option of every method. */
export const level = number(0.95, 'Nominal coverage of the interval.', { minimum: 0.5, maximum: 0.9999 });

/** What the weights column is, for methods that know both. */
export const weightType = choice(
  ['frequency', 'sampling'],
  'Weights are whole numbers of equal rows, or sampling weights (robust errors only).',
);
