import { cholesky, solve } from '../core/cholesky.js';
import type { SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { crossProduct, linearPredictor, weightedGram } from '../models/design.js';
import type { Design } from '../models/model-matrix.js';
import { factorOrRefuse } from '../models/refuse-collinear.js';
import { exp, log } from '../core/elementary.js';

/** Largest imbalance, in standard deviations, at which the equations count as solved. */
const BALANCED = 1e-12;
const MAXIMUM_ITERATIONS = 200;

/** Weights of one copy of each comparison row, summing (by frequency) to 1; 0 for the treated. */
export interface BalancingWeights {
  readonly weights: Float64Array;
  /** Largest distance of a weighted comparison mean from the treated mean, in standard deviations over all rows. */
  readonly maxImbalance: number;
  readonly iterations: number;
  /** Means of the treated in standardised columns, the intercept first. */
  readonly goal: Float64Array;
}

/**
 * Weights as even as possible (least Kullback-Leibler distance) that give the comparison rows exactly the covariate means of
 * the treated: Hainmueller (2012), by Newton's method with halved steps on the convex dual log Σ exp(λᵀz) - λᵀgoal.
 *
 * Errors: collinear; no-overlap when no such weights exist, because the treated means lie outside or on the edge of what
 * the comparison rows span.
 */
export function balanceComparison(design: Design, sample: SampleWith<'treatment'>): BalancingWeights {
  const { treatment, frequency } = sample;
  const { width } = design;
  const treated = frequency.map((f, i) => f * treatment[i]!);
  const comparison = frequency.map((f, i) => f * (1 - treatment[i]!));
  const count = treated.reduce((sum, f) => sum + f, 0);
  factorOrRefuse(design, weightedGram(design, comparison), 'the comparison rows');
  const goal = crossProduct(design, treated).map((sum) => sum / count);

  let lambda = new Float64Array(width);
  let here = evaluate(design, comparison, goal, lambda);
  for (let iterations = 0; iterations < MAXIMUM_ITERATIONS; iterations++) {
    const factor = cholesky(weightedGram(design, here.mass), width, 1e-13);
    if ('deficientAt' in factor) throw outside(design, here.gradient);
    const last = here.imbalance <= BALANCED;
    // The intercept's row makes the Schur complement the covariance of the weighted rows: its own step only normalises.
    const step = solve(factor, here.gradient);
    step[0] = 0;
    let share = 1;
    let next = evaluate(design, comparison, goal, minus(lambda, step, share));
    const slope = step.reduce((sum, s, j) => sum + s * here.gradient[j]!, 0);
    while (next.dual > here.dual - 1e-4 * share * slope + 1e-14 * (1 + Math.abs(here.dual)) && share > 1e-9) {
      share /= 2;
      next = evaluate(design, comparison, goal, minus(lambda, step, share));
    }
    const stalled = next.imbalance >= here.imbalance && here.imbalance <= 1e-10;
    if (last || stalled) {
      const best = next.imbalance < here.imbalance ? next : here;
      const weights = best.mass.map((mass, i) => (comparison[i]! > 0 ? mass / frequency[i]! : 0));
      return { weights, maxImbalance: best.imbalance, iterations: iterations + 1, goal };
    }
    lambda = minus(lambda, step, share);
    here = next;
  }
  throw outside(design, here.gradient);
}

interface Dual {
  /** Weight times frequency of each row, summing to 1. */
  readonly mass: Float64Array;
  readonly dual: number;
  readonly gradient: Float64Array;
  readonly imbalance: number;
}

function evaluate(design: Design, comparison: Float64Array, goal: Float64Array, lambda: Float64Array): Dual {
  const mass = linearPredictor(design, lambda);
  let peak = -Infinity;
  for (let i = 0; i < mass.length; i++) if (comparison[i]! > 0) peak = Math.max(peak, mass[i]!);
  let sum = 0;
  for (let i = 0; i < mass.length; i++) {
    mass[i] = comparison[i]! > 0 ? comparison[i]! * exp(mass[i]! - peak) : 0;
    sum += mass[i]!;
  }
  for (let i = 0; i < mass.length; i++) mass[i]! /= sum;
  const gradient = crossProduct(design, mass).map((mean, j) => (j === 0 ? 0 : mean - goal[j]!));
  const along = lambda.reduce((total, l, j) => total + (j === 0 ? 0 : l * goal[j]!), 0);
  const imbalance = gradient.reduce((largest, g) => Math.max(largest, Math.abs(g)), 0);
  return { mass, dual: peak + log(sum) - along, gradient, imbalance };
}

function minus(x: Float64Array, step: Float64Array, share: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(x, (value, j) => value - share * step[j]!);
}

function outside(design: Design, gradient: Float64Array): StatisticalError {
  const reach = gradient.reduce((largest, g) => Math.max(largest, Math.abs(g)), 0);
  const names = design.names.slice(1).filter((_, j) => Math.abs(gradient[j + 1]!) >= 0.5 * reach && reach > 0);
  return new StatisticalError(
    'no-overlap',
    `No weights give the comparison rows the covariate means of the treated: they lie beyond, or at the edge of, what these rows span (furthest on ${names.map((name) => `"${name}"`).join(', ') || 'a combination'}). Leave that covariate out, merge its categories, or target ATO with ipw.`,
    names,
  );
}
