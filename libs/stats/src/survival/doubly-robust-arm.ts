import { exp } from '../core/elementary.js';
import type { SampleWith } from '../core/sample.js';
import { armHazards, type ArmHazards } from './arm-hazards.js';
import { distinctTimes } from './distinct-times.js';
import { rowsOf } from './survival-curve.js';

/** What each row says of the survival of one arm: the average over rows is the figure, the spread its error. */
export interface DoublyRobustArm {
  /** Per asked time, one value for each row. */
  readonly survival: readonly Float64Array[];
  /** Of the mean time within the horizon. */
  readonly restricted: Float64Array;
  /** Largest inverse probability of being in the arm and still followed. */
  readonly largestWeight: number;
}

type Cohort = SampleWith<'treatment' | 'time' | 'event'>;

/** Follow-up up to a horizon in steps: one for each distinct time at or before it. */
export interface Steps {
  readonly time: Float64Array;
  /** Step at which each row leaves; the number of steps for those who are followed beyond the horizon. */
  readonly code: Int32Array;
  /** 1 for an event, or for leaving unobserved, before the end of the horizon. */
  readonly event: Float64Array;
  readonly lost: Float64Array;
}

export function stepsUntil({ time, event }: Cohort, tau: number): Steps {
  const distinct = distinctTimes(time);
  let steps = distinct.time.length;
  while (steps > 0 && distinct.time[steps - 1]! > tau) steps--;
  const code = distinct.code.map((k) => Math.min(k, steps));
  const within = (i: number): boolean => code[i]! < steps;
  return {
    time: distinct.time.slice(0, steps),
    code,
    event: Float64Array.from(code, (_, i) => (within(i) && event[i] === 1 ? 1 : 0)),
    // Leaving at the horizon itself hides nothing of it.
    lost: Float64Array.from(code, (k, i) => (within(i) && event[i] === 0 && distinct.time[k]! < tau ? 1 : 0)),
  };
}

/**
 * φ(t) = S(t|x) [1 - 1{A = a}/P(A = a|x) Σ (dN(u) - q(u)) / (S(u|x) G(u-|x))], summed over the steps u up to t at which the row is at
 * risk: Robins and Rotnitzky (1992), Hubbard, van der Laan and Robins (2000), Westling and others (2024), in discrete time.
 * q = 1 - exp(-dΛ) is the chance of the event at a step, S and G the chances of neither event nor loss so far. Events precede
 * losses at equal times.
 *
 * @param chance of being in this arm, for every row
 * @param asked times at or before the horizon `tau`
 */
export function doublyRobustArm(
  sample: Cohort,
  arm: 0 | 1,
  chance: (row: number) => number,
  steps: Steps,
  asked: readonly number[],
  tau: number,
): DoublyRobustArm {
  const { treatment } = sample;
  const { time, code, event, lost } = steps;
  const rows = rowsOf(treatment, arm);
  const whom = arm === 1 ? 'the treated' : 'the comparison group';
  const model = (order: Float64Array, leaves: Float64Array, of: string): ArmHazards | null =>
    armHazards(sample, rows, order, leaves, code, time.length, `model of ${of} among ${whom}`);
  const events = model(Float64Array.from(code), event, 'the event');
  // Half a step later: who has the event at a time is no longer at risk of being lost then.
  const afterEvents = Float64Array.from(code, (k, i) => 2 * k + (event[i] === 1 ? 0 : 1));
  const losses = model(afterEvents, lost, 'leaving unobserved');
  const survival = asked.map(() => new Float64Array(sample.rows));
  const restricted = new Float64Array(sample.rows);
  let largestWeight = 0;
  for (let i = 0; i < sample.rows; i++) {
    const own = treatment[i] === arm;
    const weight = own ? 1 / chance(i) : 0;
    const [hazard, loss] = [events?.relative[i] ?? 0, losses?.relative[i] ?? 0];
    let stays = 1;
    let followed = 1;
    let correction = 0;
    let phi = 1;
    let area = 0;
    let since = 0;
    let next = 0;
    for (let k = 0; k < time.length; k++) {
      for (; next < asked.length && asked[next]! < time[k]!; next++) survival[next]![i] = phi;
      area += phi * (time[k]! - since);
      since = time[k]!;
      const rise = events === null ? 0 : events.rise[k]!;
      if (rise > 0) {
        const spared = exp(-hazard * rise);
        stays *= spared;
        if (own && code[i]! >= k) {
          const happened = code[i] === k ? event[i]! : 0;
          correction += (happened - (1 - spared)) / (stays * followed);
        }
        phi = stays * (1 - weight * correction);
      }
      if (own && losses !== null && losses.rise[k]! > 0 && code[i]! > k) followed *= exp(-loss * losses.rise[k]!);
    }
    for (; next < asked.length; next++) survival[next]![i] = phi;
    restricted[i] = area + phi * (tau - since);
    largestWeight = Math.max(largestWeight, weight / followed);
  }
  return { survival, restricted, largestWeight };
}
