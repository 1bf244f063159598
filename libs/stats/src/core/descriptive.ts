import { extent as extentOfNumbers, sum } from 'simple-statistics';

/** simple-statistics reads any indexed column; only its types insist on arrays. */
const numbers = (column: Float64Array): readonly number[] => column as unknown as readonly number[];

/** Sum with the error of each addition carried along (Kahan-Babuska). */
export const sumOf = (column: Float64Array): number => sum(numbers(column));

/** Smallest and largest value of a column that has some. */
export const extentOf = (column: Float64Array): readonly [minimum: number, maximum: number] =>
  extentOfNumbers(numbers(column));
