import type { Table } from '../core/table.js';
import { numbers, withColumns } from './read-csv.js';
import { rearrange } from './rearrange.js';
import { simulateCohort } from './simulate.js';

/** A cohort with something wrong or extreme about it. */
export interface Hostile {
  readonly what: string;
  readonly table: Table;
  /** Columns that are not as usual; all of them where rows were taken away. */
  readonly columns: readonly string[];
  /** The column is one of frequencies: it matters where weights are named. */
  readonly weights?: 'frequency';
}

const ROWS = 160;
const usual = simulateCohort(9, ROWS);
const column = (fill: (i: number) => number): Float64Array => Float64Array.from({ length: ROWS }, (_, i) => fill(i));
const of = (name: string): Float64Array => numbers(usual, name);
const constant = (value: number): Float64Array => column(() => value);
const changed = (what: string, columns: Readonly<Record<string, Float64Array>>): Hostile => ({
  what,
  table: withColumns(usual, columns),
  columns: Object.keys(columns),
  ...('frequency' in columns ? { weights: 'frequency' as const } : {}),
});
const rowsOf = (what: string, rows: readonly number[]): Hostile => ({
  what,
  table: rearrange(usual, rows),
  columns: Object.keys(usual.columns),
});
const older = of('age').map((age) => (age > 40 ? 1 : 0));
const firstOf = (arm: 0 | 1): number => of('t').indexOf(arm);

export const hostile: readonly Hostile[] = [
  changed('the covariate tells the treatment', {
    age: of('age').map((age, i) => (of('t')[i] === 1 ? 100 + age : age)),
  }),
  changed('the covariate tells the outcome', { age: of('age').map((age, i) => (of('y')[i] === 1 ? 100 + age : age)) }),
  changed('a mark that only treated rows have', { urban: column((i) => (of('t')[i] === 1 && i % 3 === 0 ? 1 : 0)) }),
  changed('a mark that only rows with the outcome have', {
    urban: column((i) => (of('y')[i] === 1 && i % 3 === 0 ? 1 : 0)),
  }),
  changed('treatment follows from the covariate', { t: older }),
  changed('outcome follows from the covariate', { y: older, income: older.map((x) => 1000 * x) }),
  changed('outcome follows from the treatment', { y: of('t'), income: of('t').map((t) => 500 * t) }),
  changed('outcome is the opposite of treatment', { y: of('t').map((t) => 1 - t) }),
  changed('event follows from the treatment', { event: of('t'), cause: of('t') }),
  changed('covariates repeated', { age: of('urban') }),
  changed('covariates nearly repeated', { age: of('urban').map((u, i) => u + 1e-11 * of('age')[i]!) }),
  changed('constant covariates', { age: constant(40), urban: constant(1) }),
  changed('nobody treated has the outcome', { y: column((i) => (of('t')[i] === 1 ? 0 : of('y')[i]!)) }),
  changed('everybody treated has the outcome', { y: column((i) => (of('t')[i] === 1 ? 1 : of('y')[i]!)) }),
  changed('nobody in the comparison has the outcome', { y: column((i) => (of('t')[i] === 0 ? 0 : of('y')[i]!)) }),
  changed('everybody in the comparison has the outcome', { y: column((i) => (of('t')[i] === 0 ? 1 : of('y')[i]!)) }),
  changed('nobody has the outcome', { y: constant(0), event: constant(0), cause: constant(0) }),
  changed('everybody has the outcome', { y: constant(1), event: constant(1), cause: constant(1) }),
  changed('one outcome, among the treated', {
    y: column((i) => (i === firstOf(1) ? 1 : 0)),
    event: column((i) => (i === firstOf(1) ? 1 : 0)),
    cause: column((i) => (i === firstOf(1) ? 1 : 0)),
  }),
  changed('one outcome, in the comparison', {
    y: column((i) => (i === firstOf(0) ? 1 : 0)),
    event: column((i) => (i === firstOf(0) ? 1 : 0)),
    cause: column((i) => (i === firstOf(0) ? 1 : 0)),
  }),
  changed('one row treated', { t: column((i) => (i === 0 ? 1 : 0)) }),
  changed('one row in the comparison', { t: column((i) => (i === 0 ? 0 : 1)) }),
  changed('two rows treated', { t: column((i) => (i < 2 ? 1 : 0)) }),
  changed('constant outcome', { income: constant(7), p: constant(0.5), log: constant(0.1) }),
  changed('constant outcome of zero', { income: constant(0) }),
  changed('outcome constant within the arms', { income: of('t').map((t) => 1000 + t) }),
  changed('one outlier of 1e12', { income: column((i) => (i === 3 ? 1e12 : of('income')[i]!)) }),
  changed('everything at one time', { time: constant(5), entry: constant(0) }),
  changed('everything at two times', { time: column((i) => 1 + (i % 2)), entry: constant(0) }),
  changed('times within rounding of each other', { time: column((i) => 5 + 1e-12 * i), entry: constant(0) }),
  changed('all at time zero', { time: constant(0), entry: constant(0) }),
  changed('ties in every column', {
    age: column((i) => (i % 2) + 1),
    urban: column((i) => (i >> 1) % 2),
    income: column((i) => (i >> 2) % 2),
    time: column((i) => 1 + ((i >> 1) % 3)),
    entry: constant(0),
  }),
  changed('one cluster', { site: constant(1) }),
  changed('two clusters', { site: column((i) => i % 2) }),
  changed('a cluster for each row', { site: column((i) => i) }),
  changed('a stratum for each row', { urban: column((i) => i) }),
  changed('frequencies of a thousand million', { frequency: constant(1e9) }),
  changed('one row of frequency a thousand million', { frequency: column((i) => (i === 5 ? 1e9 : 1)) }),
  changed('one row of positive frequency', { frequency: column((i) => (i === 5 ? 1 : 0)) }),
  changed('no row of positive frequency', { frequency: constant(0) }),
  changed('values of 1e150', { income: of('income').map((v) => v * 1e150), age: of('age').map((v) => v * 1e150) }),
  changed('values of 1e-150', { income: of('income').map((v) => v * 1e-150), age: of('age').map((v) => v * 1e-150) }),
  changed('values far from zero', { income: of('income').map((v) => 1e12 + v), age: of('age').map((v) => 1e12 + v) }),
  changed('times of 1e150', { time: of('time').map((v) => v * 1e150) }),
  changed('an infinite outcome', { income: column((i) => (i === 7 ? Infinity : of('income')[i]!)) }),
  changed('an outcome of minus infinity', { income: column((i) => (i === 7 ? -Infinity : of('income')[i]!)) }),
  changed('an infinite time', { time: column((i) => (i === 7 ? Infinity : of('time')[i]!)) }),
  changed('an infinite covariate', { age: column((i) => (i === 7 ? -Infinity : of('age')[i]!)) }),
  changed('the instrument is the treatment', { invited: of('t') }),
  changed('the instrument moves nobody', { invited: constant(1) }),
  changed('nobody is ever treated in the panel', { first: constant(0), firstOnly: constant(0) }),
  changed('everybody is treated at once in the panel', { first: constant(2003), firstOnly: constant(2003) }),
  changed('one period', { period: constant(2001), late: constant(1) }),
  rowsOf('two rows', [firstOf(0), firstOf(1)]),
  rowsOf('two equal rows', [0, 0]),
  rowsOf('four rows', [0, 1, 2, 3]),
  rowsOf('eight rows', [0, 1, 2, 3, 4, 5, 6, 7]),
];
