import { cholesky, multiply, solve } from '../core/cholesky.js';
import { chiSquarePValue, chiSquareTail } from '../core/distributions.js';
import type { Details } from '../core/estimate.js';
import type { CoxData } from './cox-data.js';
import { coxDerivatives } from './cox-derivatives.js';
import type { CoxFit } from './fit-cox.js';
import { square } from '../core/power.js';

export const timeTransforms = ['km', 'identity', 'rank'] as const;
export type TimeTransform = (typeof timeTransforms)[number];

/**
 * Score test that coefficients do not change with g(time): the score and information of the terms z·g(t) added to the
 * fitted model. Grambsch and Therneau (1994) without their approximation, as cox.zph since survival 3.0; one test for
 * every column (R's terms = FALSE) and one for all.
 */
export function proportionalHazards(fit: CoxFit, transform: TimeTransform): Details {
  const { data, pass, sums, bread } = fit;
  const { width, names } = data.design;
  const g = transformedTimes(data, transform);
  const squares = g.map((value) => value * value);
  const { score, information: cross } = coxDerivatives(data, pass, sums, g);
  cross[0] = 0;
  const { information: variance } = coxDerivatives(data, pass, sums, squares);
  for (let j = 1; j < width; j++) {
    const column = cross.slice(j * width, (j + 1) * width);
    const explained = multiply(bread, column);
    for (let i = 1; i < width; i++) {
      for (let k = 0; k < width; k++) variance[i * width + j]! -= cross[i * width + k]! * explained[k]!;
    }
  }
  const rows = names.slice(1).map((name, at) => {
    const j = at + 1;
    const left = variance[j * width + j]!;
    const chiSquare = left > 0 ? square(score[j]!) / left : null;
    return {
      name,
      chiSquare,
      degreesOfFreedom: 1,
      pValue: chiSquare === null ? null : chiSquarePValue(chiSquare),
    };
  });
  const factor = cholesky(variance, width);
  const global =
    'deficientAt' in factor ? null : solve(factor, score).reduce((sum, step, j) => sum + step * score[j]!, 0);
  const df = width - 1;
  return {
    transform,
    rows,
    global: { chiSquare: global, degreesOfFreedom: df, pValue: global === null ? null : chiSquareTail(global, df) },
  };
}

/** g(time) of each group, centred at its mean over the events; 1 - Kaplan-Meier and ranks are of rows, not of weights. */
function transformedTimes(data: CoxData, transform: TimeTransform): Float64Array {
  const { sets, frequency, event, deaths } = data;
  const { group, entryCode } = sets;
  const size = sets.time.length;
  const leaving = new Float64Array(size);
  const dying = new Float64Array(size);
  const entering = new Float64Array(size);
  for (let i = 0; i < event.length; i++) {
    const at = sets.code[group[i]!]!;
    leaving[at]! += frequency[i]!;
    dying[at]! += frequency[i]! * event[i]!;
    if (entryCode !== undefined) entering[entryCode[i]!]! += frequency[i]!;
  }
  let atRisk = 0;
  if (entryCode === undefined) for (let k = 0; k < size; k++) atRisk += leaving[k]!;
  const value = new Float64Array(size);
  let before = 0;
  let survival = 1;
  for (let k = 0; k < size; k++) {
    if (transform === 'identity') value[k] = sets.time[k]!;
    else if (transform === 'rank') value[k] = before + (leaving[k]! + 1) / 2;
    else value[k] = 1 - survival;
    if (dying[k]! > 0) survival *= (atRisk - dying[k]!) / atRisk;
    atRisk += entering[k]! - leaving[k]!;
    before += leaving[k]!;
  }
  let sum = 0;
  let events = 0;
  for (let k = 0; k < deaths.length; k++) {
    sum += deaths[k]! * value[sets.code[k]!]!;
    events += deaths[k]!;
  }
  return Float64Array.from(sets.code, (code) => value[code]! - sum / events);
}
