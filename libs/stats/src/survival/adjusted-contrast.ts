import { normalCritical } from '../core/distributions.js';
import type { Details } from '../core/estimate.js';
import { plainInterval } from '../core/intervals.js';
import { square } from '../core/power.js';
import type { SampleWith } from '../core/sample.js';
import { influenceError, type AdjustedArm } from './adjusted-arm.js';
import { meanGain, survivalGain } from './curve-influence.js';
import { restrictedMean } from './restricted-mean.js';
import { indexAt, type SurvivalCurve } from './survival-curve.js';
import { limitsAt } from './survival-limits.js';

/** Most points of a curve printed without `times`: each costs a pass over the rows for its error. */
const MOST_POINTS = 50;

/** Treated, comparison. */
export type Arms = readonly [AdjustedArm, AdjustedArm];
type Variance = Pick<SampleWith<'time'>, 'frequency' | 'cluster'>;

/** Error of a figure of the treated curve minus that of the comparison curve. */
export function differenceError(
  [treated, comparison]: Arms,
  gain: (curve: SurvivalCurve) => Float64Array,
  by: Variance,
): number {
  const influence = treated.influence(gain(treated.curve));
  const other = comparison.influence(gain(comparison.curve));
  for (let i = 0; i < influence.length; i++) influence[i]! -= other[i]!;
  return influenceError(influence, by);
}

/** Mean time within tau of both curves, and their difference, with errors. */
export function restrictedMeans(arms: Arms, tau: number, by: Variance, level: number): Details {
  const [treated, comparison] = arms.map(({ curve }) => restrictedMean(curve, tau).mean) as [number, number];
  const [treatedError, comparisonError] = arms.map(({ curve, influence }) =>
    influenceError(influence(meanGain(curve, tau)), by),
  ) as [number, number];
  const difference = treated - comparison;
  const standardError = differenceError(arms, (curve) => meanGain(curve, tau), by);
  return {
    difference,
    standardError,
    interval: { ...plainInterval(difference, standardError, level) },
    means: { treated, comparison },
    standardErrors: { treated: treatedError, comparison: comparisonError },
  };
}

/** A curve at some times, with limits on the log scale. */
export function describe(
  { curve, influence }: AdjustedArm,
  times: readonly number[] | null,
  by: Variance,
  level: number,
): Details {
  const z = normalCritical(level);
  let seen = -1;
  const at = (times ?? printedTimes(curve)).map((time): Details => {
    const k = indexAt(curve, time);
    const survival = survivalAt(curve, time);
    const standardError = influenceError(influence(survivalGain(curve, time)), by);
    const [lower, upper] = limitsAt(survival, survival > 0 ? square(standardError / survival) : 0, 'log', z);
    let events = 0;
    while (seen < k) events += curve.events[++seen]!;
    const exact = k >= 0 && curve.time[k] === time;
    const atRisk = exact ? curve.atRisk[k]! : (curve.atRisk[k + 1] ?? 0);
    return { time, survival, standardError, lower, upper, atRisk, events };
  });
  return { at };
}

/** Survival of the treated curve minus that of the comparison curve at some times, each with its own error and limits. */
export function differencesAt(arms: Arms, times: readonly number[], by: Variance, level: number): Details[] {
  const [treated, comparison] = arms;
  return times.map((time) => {
    const difference = survivalAt(treated.curve, time) - survivalAt(comparison.curve, time);
    const standardError = differenceError(arms, (curve) => survivalGain(curve, time), by);
    const { lower, upper } = plainInterval(difference, standardError, level);
    return { time, difference, standardError, lower, upper };
  });
}

export function survivalAt(curve: SurvivalCurve, time: number): number {
  const k = indexAt(curve, time);
  return k < 0 ? 1 : curve.survival[k]!;
}

function printedTimes(curve: SurvivalCurve): number[] {
  const all = curve.time.filter((_, k) => curve.events[k]! > 0);
  const count = Math.min(all.length, MOST_POINTS);
  const chosen = Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]!);
  const last = curve.time.at(-1)!;
  return chosen.at(-1) === last ? chosen : [...chosen, last];
}
