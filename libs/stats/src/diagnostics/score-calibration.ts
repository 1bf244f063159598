import { chiSquareTail } from '../core/distributions.js';
import type { Details } from '../core/estimate.js';
import { square } from '../core/power.js';
import { repeatedQuantiles } from '../core/quantile.js';

const CUTS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/**
 * Whether as many are treated as the score says: share predicted and observed in tenths of the score (cut at its quantiles of
 * type 7, the upper end included), their average distance, the Hosmer and Lemeshow (1980) test, and Brier's (1950) mean square. Over all rows a
 * logistic score is right by construction; a curve it cannot follow shows in the tenths.
 */
export function scoreCalibration(fitted: Float64Array, treatment: Float64Array, frequency: Float64Array): Details {
  const cuts = repeatedQuantiles(fitted, frequency, CUTS);
  const groups = [...CUTS, 1].map(() => ({ rows: 0, predicted: 0, observed: 0 }));
  let squares = 0;
  let total = 0;
  for (let i = 0; i < fitted.length; i++) {
    const p = fitted[i]!;
    const f = frequency[i]!;
    let tenth = 0;
    while (tenth < cuts.length && cuts[tenth]! < p) tenth++;
    const group = groups[tenth]!;
    group.rows += f;
    group.predicted += f * p;
    group.observed += f * treatment[i]!;
    squares += f * square(treatment[i]! - p);
    total += f;
  }
  const rows = groups
    .filter((group) => group.rows > 0)
    .map(({ rows: n, predicted, observed }) => ({ rows: n, predicted: predicted / n, observed: observed / n }));
  const chiSquare = rows.reduce(
    (sum, { rows: n, predicted: p, observed }) => sum + (n * square(observed - p)) / (p * (1 - p)),
    0,
  );
  const degreesOfFreedom = rows.length - 2;
  return {
    rows,
    averageDistance:
      rows.reduce((sum, group) => sum + group.rows * Math.abs(group.observed - group.predicted), 0) / total,
    hosmerLemeshow: {
      chiSquare,
      degreesOfFreedom,
      pValue: degreesOfFreedom > 0 ? chiSquareTail(chiSquare, degreesOfFreedom) : null,
    },
    brier: squares / total,
  };
}
