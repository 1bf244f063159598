import { stableOrder } from '../core/stable-order.js';
import { StatisticalError } from '../core/statistical-error.js';

/** Rows in ascending order of time, and which distinct time each of them has. */
export interface DistinctTimes {
  readonly time: Float64Array;
  /** Row numbers, ascending in time; equal times stay in row order. */
  readonly order: Uint32Array;
  /** `code[row]` indexes `time`. */
  readonly code: Int32Array;
}

/** Whole numbers below it are counted, not sorted: most follow-up is in days. */
const WHOLE = 65536;

/**
 * Distinct times, where times closer than 1.5e-8 of their mean are one, as in the package survival (timefix), so that
 * computed durations do not split ties.
 */
export const distinctTimes = (times: Float64Array): DistinctTimes => wholeTimes(times) ?? anyTimes(times);

/** Two walks over the rows; null when some time is no whole number, or too large. */
function wholeTimes(times: Float64Array): DistinctTimes | null {
  const next = new Uint32Array(WHOLE);
  for (let row = 0; row < times.length; row++) {
    const t = times[row]!;
    const whole = t & (WHOLE - 1);
    if (whole !== t) return null;
    next[whole]!++;
  }
  const codes = new Int32Array(WHOLE);
  const time: number[] = [];
  for (let whole = 0, before = 0; whole < WHOLE; whole++) {
    const here = next[whole]!;
    next[whole] = before;
    before += here;
    codes[whole] = time.length;
    if (here > 0) time.push(whole);
  }
  const order = new Uint32Array(times.length);
  const code = new Int32Array(times.length);
  for (let row = 0; row < times.length; row++) {
    const whole = times[row]! & (WHOLE - 1);
    order[next[whole]!++] = row;
    code[row] = codes[whole]!;
  }
  return { time: Float64Array.from(time), order, code };
}

function anyTimes(times: Float64Array): DistinctTimes {
  const n = times.length;
  const order = stableOrder(times);
  const tolerance = Math.sqrt(Number.EPSILON);
  const scale = meanOfDistinct(times, order);
  const code = new Int32Array(n);
  let count = 0;
  let previous = NaN;
  for (let at = 0; at < n; at++) {
    const row = order[at]!;
    const t = times[row]!;
    const gap = t - previous;
    if (!(gap <= tolerance || gap / scale <= tolerance)) count++;
    previous = t;
    code[row] = count - 1;
  }
  // Backwards, so that each time is the first of those that are one.
  const time = new Float64Array(count);
  for (let at = n - 1; at >= 0; at--) time[code[order[at]!]!] = times[order[at]!]!;
  return { time, order, code };
}

function meanOfDistinct(times: Float64Array, order: Uint32Array): number {
  let sum = 0;
  let count = 0;
  let previous = NaN;
  for (let at = 0; at < order.length; at++) {
    const t = times[order[at]!]!;
    if (t === previous) continue;
    sum += t;
    count++;
    previous = t;
  }
  return sum / count;
}

/** Two columns one after the other, so that times of entry and of leaving are told apart by the same rule. */
export function joined(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

export const entryAfterTime = (): StatisticalError =>
  new StatisticalError(
    'entry-after-time',
    'Some row enters at its time of leaving, or after it, and so is never at risk. Correct or leave out those rows.',
    ['entry'],
  );
