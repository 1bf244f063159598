import { sandwichProduct } from '../core/cholesky.js';
import type { Grouping } from '../core/sample.js';
import { forEachRiskSet } from './cox-pass.js';
import type { CoxFit } from './fit-cox.js';

/**
 * Robust covariance of the coefficients: score residuals summed by cluster (by row when there is none) between two
 * inverses of the information. Lin and Wei (1989); ties as coxph: a death counts against the average of the tied risk sets
 * it may have been in. Linear in the rows. No small-sample factor, as in R.
 */
export function robustCoxCovariance(fit: CoxFit, cluster?: Grouping): Float64Array {
  const { width } = fit.data.design;
  const { sets, frequency } = fit.data;
  const scores = scoreResiduals(fit);
  const groups = cluster?.count ?? frequency.length;
  const sums = cluster === undefined ? scores : new Float64Array(groups * width);
  if (cluster !== undefined) {
    for (let i = 0; i < frequency.length; i++) {
      const base = cluster.codes[sets.order[i]!]! * width;
      for (let j = 1; j < width; j++) sums[base + j]! += frequency[i]! * scores[i * width + j]!;
    }
  }
  const meat = new Float64Array(width * width);
  for (let g = 0; g < groups; g++) {
    const f = cluster === undefined ? frequency[g]! : 1;
    for (let i = 1; i < width; i++) {
      const left = f * sums[g * width + i]!;
      for (let j = 1; j < width; j++) meat[i * width + j]! += left * sums[g * width + j]!;
    }
  }
  return sandwichProduct(fit.bread, meat, width);
}

/** Score residual of one copy of each position, row-major: (δ - r A) z - δ (mean - r e) + r B, with B and e as below. */
function scoreResiduals({ data, pass, hazard }: CoxFit): Float64Array {
  const { sets, event, deaths } = data;
  const { width, columns, centre, scale } = data.design;
  const scores = new Float64Array(event.length * width);
  // B: integral of risk-set means against the baseline hazard; first its increments by group, then their running sum.
  const integral = new Float64Array(deaths.length * width);
  forEachRiskSet(data, pass, (k, s1, d1) => {
    for (let j = 1; j < width; j++) {
      integral[k * width + j] = pass.a[k]! * s1[j]! - pass.b[k]! * d1[j]!;
      const mean = (pass.h0[k]! * s1[j]! - pass.h1[k]! * d1[j]!) / deaths[k]!;
      // What a death's own share of the integral falls short of the group's, since it leaves before the others.
      const e = pass.c[k]! * d1[j]! - pass.b[k]! * s1[j]!;
      for (let i = sets.start[k]!; i < sets.start[k + 1]!; i++) {
        if (event[i] === 1) scores[i * width + j] = pass.risk[i]! * e - mean;
      }
    }
  });
  const running = new Float64Array(width);
  for (let s = 0; s + 1 < sets.stratumStart.length; s++) {
    running.fill(0);
    for (let k = sets.stratumStart[s]!; k < sets.stratumStart[s + 1]!; k++) {
      for (let j = 1; j < width; j++) running[j]! += integral[k * width + j]!;
      for (let i = sets.start[k]!; i < sets.start[k + 1]!; i++) {
        const r = pass.risk[i]!;
        const martingale = event[i]! - r * hazard[i]!;
        for (let j = 1; j < width; j++) {
          const z = (columns[j - 1]![i]! - centre[j - 1]!) * scale[j - 1]!;
          scores[i * width + j]! += martingale * z + r * running[j]!;
        }
      }
    }
  }
  return scores;
}
