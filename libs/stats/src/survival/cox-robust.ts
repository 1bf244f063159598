import { sandwichProduct } from '../core/cholesky.js';
import type { Grouping } from '../core/sample.js';
import type { CoxData } from './cox-data.js';
import { cumulativeHazard, type CoxPass } from './cox-pass.js';
import type { CoxFit } from './fit-cox.js';
import { BLOCK, GramSum } from './packed-rows.js';
import { forEachRiskSet } from './risk-set-sums.js';

/**
 * Robust covariance of the coefficients: score residuals summed by cluster (by row when there is none) between two
 * inverses of the information. Lin and Wei (1989); ties as coxph: a death counts against the average of the tied risk sets
 * it may have been in. Linear in the rows. No small-sample factor, as in R.
 */
export function robustCoxCovariance(fit: CoxFit, cluster?: Grouping): Float64Array {
  const { columns, stride } = fit.data.packed;
  const { order } = fit.data.sets;
  const { frequency } = fit.data;
  const gram = new GramSum(fit.data.packed);
  if (cluster === undefined) {
    forEachResidualBlock(fit, (from, count, block) =>
      gram.add(block, 0, frequency.subarray(from, from + count), count),
    );
  } else {
    const sums = new Float64Array(cluster.count * columns);
    forEachResidualBlock(fit, (from, count, block) => {
      for (let i = 0; i < count; i++) {
        const base = cluster.codes[order[from + i]!]! * columns;
        const f = frequency[from + i]!;
        for (let j = 0; j < columns; j++) sums[base + j]! += f * block[j * BLOCK + i]!;
      }
    });
    addRows(gram, sums, cluster.count, columns, stride);
  }
  const width = columns + 1;
  const meat = new Float64Array(width * width);
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j <= i; j++) {
      meat[(i + 1) * width + j + 1] = meat[(j + 1) * width + i + 1] = gram.sums[i * stride + j]!;
    }
  }
  return sandwichProduct(fit.bread, meat, width);
}

function addRows(gram: GramSum, rows: Float64Array, count: number, columns: number, stride: number): void {
  const block = new Float64Array(stride * BLOCK);
  const ones = new Float64Array(BLOCK).fill(1);
  for (let from = 0; from < count; from += BLOCK) {
    const some = Math.min(BLOCK, count - from);
    for (let i = 0; i < some; i++) {
      for (let j = 0; j < columns; j++) block[j * BLOCK + i] = rows[(from + i) * columns + j]!;
    }
    gram.add(block, 0, ones, some);
  }
}

/**
 * Score residuals of one copy of each position, block by block, column after column: with the hazard A, the integral B of
 * risk-set means against it over the time at risk, and the mean and e of the deaths' own group,
 * weight·((δ - r A) z + r B - δ (mean - r e)).
 */
function forEachResidualBlock(
  { data, pass }: Pick<CoxFit, 'data' | 'pass'>,
  visit: (from: number, count: number, block: Float64Array) => void,
): void {
  const { sets, packed, event, weight, frequency } = data;
  const { rows, columns, stride, values } = packed;
  const { group, entryGroup } = sets;
  const hazard = cumulativeHazard(data, pass);
  const { integral, own, mean, early } = groupTerms(data, pass);
  const block = new Float64Array(stride * BLOCK);
  for (let from = 0; from < rows; from += BLOCK) {
    const count = Math.min(BLOCK, rows - from);
    for (let j = 0; j < columns; j++) {
      const base = from * stride + j * BLOCK;
      for (let i = 0; i < count; i++) {
        const at = from + i;
        const k = group[at]! * columns + j;
        const r = pass.risk[at]!;
        const died = event[at]!;
        const since = entryGroup === undefined ? 0 : integral[entryGroup[at]! * columns + j]!;
        const through = integral[k]! + own[k]! - since;
        const residual = (died - r * hazard[at]!) * values[base + i]! + r * through - died * (mean[k]! - r * early[k]!);
        block[j * BLOCK + i] = (weight[at]! / frequency[at]!) * residual;
      }
    }
    visit(from, count, block);
  }
}

/**
 * By group, row-major: the integral of the risk-set means over the earlier groups of its stratum (`integral`) and its
 * `own` part, the mean covariates a death is compared with, and what a death's own share of the integral falls
 * short of the group's, since it leaves before the others (`early`).
 */
function groupTerms(data: CoxData, pass: CoxPass): Record<'integral' | 'own' | 'mean' | 'early', Float64Array> {
  const { columns } = data.packed;
  const { sets, deaths } = data;
  const own = new Float64Array(deaths.length * columns);
  const mean = new Float64Array(deaths.length * columns);
  const early = new Float64Array(deaths.length * columns);
  forEachRiskSet(data, pass, (k, s1, d1) => {
    for (let j = 0; j < columns; j++) {
      const at = k * columns + j;
      own[at] = pass.a[k]! * s1[j]! - pass.b[k]! * d1[j]!;
      mean[at] = (pass.h0[k]! * s1[j]! - pass.h1[k]! * d1[j]!) / deaths[k]!;
      early[at] = pass.c[k]! * d1[j]! - pass.b[k]! * s1[j]!;
    }
  });
  const integral = new Float64Array(deaths.length * columns);
  for (let s = 0; s + 1 < sets.stratumStart.length; s++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = sets.stratumStart[s]!; k < sets.stratumStart[s + 1]!; k++) {
        integral[k * columns + j] = sum;
        sum += own[k * columns + j]!;
      }
    }
  }
  return { integral, own, mean, early };
}
