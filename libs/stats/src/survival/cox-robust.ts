import { BLOCK } from '../kernels/block-kernel.js';
import { workspace, type Workspace } from '../kernels/workspace.js';
import { unpackGram } from '../models/design.js';
import { sandwichProduct } from '../core/cholesky.js';
import type { Grouping } from '../core/sample.js';
import { cumulativeHazard } from './cox-pass.js';
import type { CoxFit } from './fit-cox.js';
import { closeBlock, evenCount } from './packed-rows.js';

/**
 * Robust covariance of the coefficients: score residuals summed by cluster (by row when there is none) between two
 * inverses of the information. Lin and Wei (1989); ties as coxph: a death counts against the average of the tied risk sets
 * it may have been in. Linear in the rows. No small-sample factor, as in R.
 */
export function robustCoxCovariance(fit: CoxFit, cluster?: Grouping): Float64Array {
  const { columns } = fit.data.packed;
  const width = columns + 1;
  const meat =
    cluster === undefined
      ? rowMeat(fit)
      : rowsMeat(clusterSums(fit, cluster), cluster.count, workspace(width), columns);
  for (let j = 0; j < width; j++) meat[j] = meat[j * width] = 0;
  return sandwichProduct(fit.bread, meat, width);
}

function rowMeat(fit: CoxFit): Float64Array {
  const { frequency, packed } = fit.data;
  const width = packed.columns + 1;
  const space = workspace(width);
  const { kernel, memory, z, weight, gram } = space;
  forEachResidualBlock(fit, memory, z + BLOCK, (from, count) => {
    memory.set(frequency.subarray(from, from + count), weight);
    closeBlock(space, count, packed.columns);
    kernel.gram(z, weight, evenCount(count), width, gram);
  });
  return unpackGram(space, width);
}

/** Score residuals summed by cluster, one row of `columns` for each. */
function clusterSums(fit: CoxFit, cluster: Grouping): Float64Array {
  const { frequency, sets, packed } = fit.data;
  const { columns } = packed;
  const sums = new Float64Array(cluster.count * columns);
  const block = new Float64Array(columns * BLOCK);
  forEachResidualBlock(fit, block, 0, (from, count) => {
    for (let i = 0; i < count; i++) {
      const base = cluster.codes[sets.order[from + i]!]! * columns;
      const f = frequency[from + i]!;
      for (let j = 0; j < columns; j++) sums[base + j]! += f * block[j * BLOCK + i]!;
    }
  });
  return sums;
}

function rowsMeat(rows: Float64Array, count: number, space: Workspace, columns: number): Float64Array {
  const { kernel, memory, z, weight, gram } = space;
  for (let from = 0; from < count; from += BLOCK) {
    const some = Math.min(BLOCK, count - from);
    for (let i = 0; i < some; i++) {
      memory[weight + i] = 1;
      for (let j = 0; j < columns; j++) memory[z + (j + 1) * BLOCK + i] = rows[(from + i) * columns + j]!;
    }
    closeBlock(space, some, columns);
    kernel.gram(z, weight, evenCount(some), columns + 1, gram);
  }
  return unpackGram(space, columns + 1);
}

/**
 * Score residuals of one copy of each position, block by block, column after column from `place` on: with the hazard A, the
 * integral B of risk-set means against it over the time at risk, and the mean and e of the deaths' own group,
 * weight·((δ - r A) z + r B - δ (mean - r e)).
 */
function forEachResidualBlock(
  fit: CoxFit,
  into: Float64Array,
  place: number,
  visit: (from: number, count: number) => void,
): void {
  const { data, pass } = fit;
  const { sets, packed, event, weight, frequency } = data;
  const { rows, columns, values } = packed;
  const { group, entryGroup } = sets;
  const { risk } = pass;
  const hazard = cumulativeHazard(data, pass);
  const { integral, own, mean, early } = groupTerms(fit);
  for (let from = 0; from < rows; from += BLOCK) {
    const count = Math.min(BLOCK, rows - from);
    for (let j = 0; j < columns; j++) {
      const base = from * columns + j * BLOCK;
      const target = place + j * BLOCK;
      for (let i = 0; i < count; i++) {
        const at = from + i;
        const k = group[at]! * columns + j;
        const r = risk[at]!;
        const died = event[at]!;
        const since = entryGroup === undefined ? 0 : integral[entryGroup[at]! * columns + j]!;
        const through = integral[k]! + own[k]! - since;
        const residual = (died - r * hazard[at]!) * values[base + i]! + r * through - died * (mean[k]! - r * early[k]!);
        into[target + i] = (weight[at]! / frequency[at]!) * residual;
      }
    }
    visit(from, count);
  }
}

/**
 * By group, row-major: the integral of the risk-set means over the earlier groups of its stratum (`integral`) and its
 * `own` part, the mean covariates a death is compared with, and what a death's own share of the integral falls
 * short of the group's, since it leaves before the others (`early`).
 */
function groupTerms({ data, pass, sums }: CoxFit): Record<'integral' | 'own' | 'mean' | 'early', Float64Array> {
  const { columns } = data.packed;
  const { sets, deaths } = data;
  const own = new Float64Array(deaths.length * columns);
  const mean = new Float64Array(deaths.length * columns);
  const early = new Float64Array(deaths.length * columns);
  const { group, s1, d1 } = sums;
  for (let set = 0; set < group.length; set++) {
    const k = group[set]!;
    for (let j = 0; j < columns; j++) {
      const at = k * columns + j;
      const all = s1[set * columns + j]!;
      const dying = d1 === null ? 0 : d1[set * columns + j]!;
      own[at] = pass.a[k]! * all - pass.b[k]! * dying;
      mean[at] = (pass.h0[k]! * all - pass.h1[k]! * dying) / deaths[k]!;
      early[at] = pass.c[k]! * dying - pass.b[k]! * all;
    }
  }
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
