import { chiSquarePValue } from '../core/distributions.js';
import type { Details } from '../core/estimate.js';
import { square } from '../core/power.js';
import type { SampleWith } from '../core/sample.js';
import { distinctTimes } from './distinct-times.js';

/** Both arms on one grid of times, the treated first: rows at risk just before each, events of cause 1 and of all others. */
interface ArmCounts {
  readonly atRisk: readonly [Float64Array, Float64Array];
  readonly first: readonly [Float64Array, Float64Array];
  readonly others: readonly [Float64Array, Float64Array];
}

/**
 * Test that cause 1 has the same subdistribution hazard in both arms: Gray (1988, Annals of Statistics 16:1141) with rho 0, the variance as package cmprsk
 * (cuminc), ties by the hypergeometric factor. Unlike a log-rank test of cause 1 it compares the shares that have had the event,
 * other causes acting as they do. null where nothing can be compared.
 */
export function graysTest(sample: SampleWith<'time' | 'event' | 'treatment'>): Details | null {
  const { score, variance } = scoreOf(countArms(sample));
  if (!(variance > 0)) return null;
  const chiSquare = square(score) / variance;
  return { chiSquare, degreesOfFreedom: 1, pValue: chiSquarePValue(chiSquare) };
}

function countArms({
  time: times,
  event,
  frequency,
  treatment,
}: SampleWith<'time' | 'event' | 'treatment'>): ArmCounts {
  const { time, code } = distinctTimes(times);
  const pair = (): [Float64Array, Float64Array] => [new Float64Array(time.length), new Float64Array(time.length)];
  const [leaving, first, others, atRisk] = [pair(), pair(), pair(), pair()];
  for (let i = 0; i < times.length; i++) {
    const arm = treatment[i] === 1 ? 0 : 1;
    const k = code[i]!;
    leaving[arm][k]! += frequency[i]!;
    if (event[i] === 1) first[arm][k]! += frequency[i]!;
    else if (event[i] !== 0) others[arm][k]! += frequency[i]!;
  }
  for (const arm of [0, 1] as const) {
    for (let k = time.length - 1, still = 0; k >= 0; k--) atRisk[arm][k] = still += leaving[arm][k]!;
  }
  return { atRisk, first, others };
}

/** The score of the treated arm and its variance. */
function scoreOf({ atRisk, first, others }: ArmCounts): { score: number; variance: number } {
  const free = [1, 1] as [number, number];
  const incidence = [0, 0] as [number, number];
  // Of the pooled subdistribution; `path` is the part of the score's compensator that each arm's later deaths move.
  let pooled = 0;
  const path = [0, 0] as [number, number];
  const [squares, products] = [
    [0, 0],
    [0, 0],
  ] as [[number, number], [number, number]];
  let score = 0;
  let variance = 0;
  for (let k = 0; k < atRisk[0].length; k++) {
    const d1 = first[0][k]! + first[1][k]!;
    const d2 = others[0][k]! + others[1][k]!;
    if (d1 + d2 === 0) continue;
    const y = [atRisk[0][k]!, atRisk[1][k]!] as const;
    const arms = ([0, 1] as const).filter((g) => y[g] > 0);
    const freeBefore = [...free] as [number, number];
    // Rows that would be at risk of the subdistribution: those who left by another cause stay in it.
    const reach = ([0, 1] as const).map((g) => (y[g] > 0 ? y[g] / freeBefore[g] : 0)) as [number, number];
    const stays = ([0, 1] as const).map((g) => reach[g] * (1 - incidence[g])) as [number, number];
    const total = reach[0] + reach[1];
    const before = pooled;
    for (const g of arms) {
      free[g] = (freeBefore[g] * (y[g] - first[g][k]! - others[g][k]!)) / y[g];
      incidence[g] += (freeBefore[g] * first[g][k]!) / y[g];
    }
    pooled += d1 / total;
    // How the treated arm's score answers to a death in either arm.
    const answer = [reach[0] * (1 - reach[0] / total), (-reach[0] * reach[1]) / total] as const;
    if (y[0] > 0) {
      for (const g of arms) path[g] += (answer[g] * d1) / (total * (1 - before));
      score += first[0][k]! - (d1 * stays[0]) / (stays[0] + stays[1]);
    }
    for (const g of arms) {
      const late = free[g] > 0 ? (1 - pooled) / free[g] : null;
      if (d1 > 0) {
        const ahead = late === null ? 1 : 1 - late;
        const tied = d1 > 1 ? 1 - (d1 - 1) / (total * freeBefore[g] - 1) : 1;
        const weight = (tied * freeBefore[g] * d1) / (total * y[g]);
        const moves = answer[g] - ahead * path[g];
        squares[g] += ahead * ahead * weight;
        products[g] += moves * ahead * weight;
        variance += moves * moves * weight;
      }
      const d = others[g][k]!;
      if (d > 0 && late !== null) {
        const tied = d > 1 ? 1 - (d - 1) / (y[g] - 1) : 1;
        const weight = (tied * square(freeBefore[g]) * d) / square(y[g]);
        const moves = late * path[g];
        squares[g] += late * late * weight;
        products[g] -= moves * late * weight;
        variance += moves * moves * weight;
      }
    }
  }
  for (const g of [0, 1] as const) variance += path[g] * path[g] * squares[g] + 2 * path[g] * products[g];
  return { score, variance };
}
