import { normalCritical } from '../core/distributions.js';
import type { Details } from '../core/estimate.js';
import { plainInterval } from '../core/intervals.js';
import { square } from '../core/power.js';
import type { SampleWith } from '../core/sample.js';
import { influenceError, type AdjustedArm } from './adjusted-arm.js';
import { meanGain, survivalGain } from './curve-influence.js';
import { followUp } from './follow-up.js';
import { printedTimes } from './printed-times.js';
import { restrictedMean } from './restricted-mean.js';
import { indexAt, type SurvivalCurve } from './survival-curve.js';
import { limitsAt } from './survival-limits.js';

/** Most points of a curve printed without `times`: each costs a pass over the rows for its error. */
const MOST_POINTS = 50;

/** Treated, comparison. */
export type Arms = readonly [AdjustedArm, AdjustedArm];
type Variance = Pick<SampleWith<'time'>, 'frequency' | 'cluster'>;

interface Errors {
  readonly treated: number;
  readonly comparison: number;
  /** Of the treated figure minus that of the comparison curve. */
  readonly difference: number;
}

/** Errors of a figure of both curves: each influence is a pass over all rows, so it is made once for its arm and the difference. */
function errorsOf([treated, comparison]: Arms, gain: (curve: SurvivalCurve) => Float64Array, by: Variance): Errors {
  const influence = treated.influence(gain(treated.curve));
  const other = comparison.influence(gain(comparison.curve));
  const own = { treated: influenceError(influence, by), comparison: influenceError(other, by) };
  for (let i = 0; i < influence.length; i++) influence[i]! -= other[i]!;
  return { ...own, difference: influenceError(influence, by) };
}

/** Mean time within tau of both curves, and their difference, with errors. */
export function restrictedMeans(arms: Arms, tau: number, by: Variance, level: number): Details {
  const [treated, comparison] = arms.map(({ curve }) => restrictedMean(curve, tau).mean) as [number, number];
  const difference = treated - comparison;
  const { difference: standardError, ...own } = errorsOf(arms, (curve) => meanGain(curve, tau), by);
  return {
    difference,
    standardError,
    interval: { ...plainInterval(difference, standardError, level) },
    means: { treated, comparison },
    standardErrors: { ...own },
  };
}

export interface DescribedCurves {
  /** Of survival at the horizon, treated minus comparison. */
  readonly standardError: number;
  /** `curves` at the times asked for, or at event times, and with times asked for their `differences`. */
  readonly described: Details;
}

/** Both curves with their errors, and survival of the treated minus that of the comparison curve. */
export function describeCurves(
  arms: Arms,
  horizon: number,
  times: readonly number[] | null,
  by: Variance,
  level: number,
): DescribedCurves {
  const made = new Map<number, Errors>();
  const errorsAt = (time: number): Errors => {
    const errors = made.get(time) ?? errorsOf(arms, (curve) => survivalGain(curve, time), by);
    made.set(time, errors);
    return errors;
  };
  const of = (which: 'treated' | 'comparison'): Details => {
    const { curve, influence } = which === 'treated' ? arms[0] : arms[1];
    if (times) return describe(curve, times, (time) => errorsAt(time)[which], level);
    // Event times of one arm are not those of the other.
    const events = curve.time.filter((_, k) => curve.events[k]! > 0);
    return describe(
      curve,
      printedTimes(events, followUp(curve), MOST_POINTS),
      (time) => influenceError(influence(survivalGain(curve, time)), by),
      level,
    );
  };
  const curves = { treated: of('treated'), comparison: of('comparison') };
  return {
    standardError: errorsAt(horizon).difference,
    described: {
      curves,
      ...(times && { differences: times.map((time) => differenceAt(arms, time, errorsAt(time), level)) }),
    },
  };
}

/** A curve at some times, with limits on the log scale. */
function describe(
  curve: SurvivalCurve,
  times: readonly number[],
  errorAt: (time: number) => number,
  level: number,
): Details {
  const z = normalCritical(level);
  let seen = -1;
  const at = times.map((time): Details => {
    const k = indexAt(curve, time);
    const survival = survivalAt(curve, time);
    const standardError = errorAt(time);
    const [lower, upper] = limitsAt(survival, survival > 0 ? square(standardError / survival) : 0, 'log', z);
    let events = 0;
    while (seen < k) events += curve.events[++seen]!;
    const exact = k >= 0 && curve.time[k] === time;
    const atRisk = exact ? curve.atRisk[k]! : (curve.atRisk[k + 1] ?? 0);
    return { time, survival, standardError, lower, upper, atRisk, events };
  });
  return { at };
}

function differenceAt([treated, comparison]: Arms, time: number, errors: Errors, level: number): Details {
  const difference = survivalAt(treated.curve, time) - survivalAt(comparison.curve, time);
  const standardError = errors.difference;
  const { lower, upper } = plainInterval(difference, standardError, level);
  return { time, difference, standardError, lower, upper };
}

export function survivalAt(curve: SurvivalCurve, time: number): number {
  const k = indexAt(curve, time);
  return k < 0 ? 1 : curve.survival[k]!;
}
