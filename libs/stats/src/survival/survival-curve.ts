import { distinctTimes } from './distinct-times.js';

/**
 * A product-limit curve: one entry per distinct time at which somebody had the event or left.
 * `survival[k]` holds from `time[k]` on; `atRisk[k]` counts those still followed just before it.
 */
export interface SurvivalCurve {
  readonly time: Float64Array;
  readonly atRisk: Float64Array;
  readonly events: Float64Array;
  readonly survival: Float64Array;
  /** Greenwood's sum: variance of log survival. Infinite once survival is 0. */
  readonly logVariance: Float64Array;
}

/**
 * Kaplan and Meier (1958) with Greenwood's variance. Events precede censoring at equal times. Times closer than 1.5e-8
 * of their mean are one time, as in survival::survfit (timefix), so that computed durations do not split ties.
 *
 * @param arm rows to use; all when null
 */
export function survivalCurve(
  times: Float64Array,
  event: Float64Array,
  frequency: Float64Array,
  arm: { readonly treatment: Float64Array; readonly value: 0 | 1 } | null = null,
): SurvivalCurve {
  const rows = rowsOf(times.length, arm);
  const { time, order, code } = distinctTimes(Float64Array.from(rows, (row) => times[row]!));
  const events = new Float64Array(time.length);
  const leaving = new Float64Array(time.length);
  let remaining = 0;
  for (const position of order) {
    const row = rows[position]!;
    const f = frequency[row]!;
    events[code[position]!]! += f * event[row]!;
    leaving[code[position]!]! += f;
    remaining += f;
  }

  const size = time.length;
  const atRisk = new Float64Array(size);
  const survival = new Float64Array(size);
  const logVariance = new Float64Array(size);
  let s = 1;
  let sum = 0;
  for (let k = 0; k < size; k++) {
    const d = events[k]!;
    atRisk[k] = remaining;
    s *= (remaining - d) / remaining;
    sum += d / (remaining * (remaining - d));
    survival[k] = s;
    logVariance[k] = d > 0 && remaining === d ? Infinity : sum;
    remaining -= leaving[k]!;
  }
  return { time, atRisk, events, survival, logVariance };
}

function rowsOf(rows: number, arm: { readonly treatment: Float64Array; readonly value: 0 | 1 } | null): Uint32Array {
  const all = Uint32Array.from({ length: rows }, (_, i) => i);
  return arm === null ? all : all.filter((i) => arm.treatment[i] === arm.value);
}

/** Index of the last entry at or before t; -1 before the first. */
export function indexAt({ time }: Pick<SurvivalCurve, 'time'>, t: number): number {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (time[middle]! <= t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
