import { multiply } from '../core/cholesky.js';
import { pow } from '../core/power.js';
import type { Grouping } from '../core/sample.js';
import { linearPredictor } from '../models/design.js';
import type { LeastSquaresFit } from '../models/fit-least-squares.js';
import { fillUniform } from '../resampling/random.js';

/** What a cluster's residuals are multiplied by: two values, or six (Webb 2023), which give more samples of few clusters. */
const multipliers = {
  rademacher: [-1, 1],
  webb: [-Math.sqrt(1.5), -1, -Math.sqrt(0.5), Math.sqrt(0.5), 1, Math.sqrt(1.5)],
} as const;

export interface WildBootstrap {
  /** Of no effect. */
  readonly pValue: number;
  /** Effects that are not rejected; null on a side where none is, however far away. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Samples compared, and whether those are all there are. */
  readonly draws: number;
  readonly enumerated: boolean;
}

/** What one sample's t is made of, at a null hypothesis `d` below the estimate: (n0 + n1 d) / sqrt(q0 + 2 q1 d + q2 d²). */
interface Sample {
  readonly n0: number;
  readonly n1: number;
  readonly q0: number;
  readonly q1: number;
  readonly q2: number;
}

/**
 * Wild cluster bootstrap-t of one coefficient of a least-squares fit, with the null hypothesis imposed (Cameron, Gelbach and
 * Miller 2008, WCR): under each null the residuals of the restricted fit are multiplied, cluster by cluster, by a random number of mean 0
 * and variance 1, and |t| (cluster-robust; the factor cancels) is compared with that of the data. The interval is what a
 * two-sided test does not reject.
 *
 * Residuals are linear in the null, so each sample is five numbers, whatever the rows, and every null is tried on the same samples. When all sign
 * patterns are no more than `replicates`, each is taken once and p is the share whose |t| is as large; otherwise the data
 * count as one more sample, p = (1 + count)/(1 + replicates). In units of the standardised column `j`.
 */
export function wildBootstrap(
  fit: LeastSquaresFit,
  outcome: Float64Array,
  cluster: Grouping,
  j: number,
  rule: { readonly multiplier: keyof typeof multipliers; readonly replicates: number; readonly seed: number },
  level: number,
): WildBootstrap {
  const points: readonly number[] = multipliers[rule.multiplier];
  const all = pow(points.length, cluster.count);
  const enumerated = all <= rule.replicates;
  const draws = enumerated ? all : rule.replicates;
  const clusters = clusterSums(fit, outcome, cluster, j);
  const samples: Sample[] = [];
  const v = new Float64Array(cluster.count);
  for (let draw = 0; draw < draws; draw++) {
    if (enumerated) digits(draw, points, v);
    else
      fillUniform({ seed: rule.seed, stream: draw }, v).forEach(
        (u, g) => (v[g] = points[Math.floor(u * points.length)]!),
      );
    samples.push(sampleOf(clusters, v, j));
  }
  const own = clusters.scores.reduce((sum, a) => sum + a * a, 0);
  const pAt = (d: number): number => {
    let count = 0;
    for (const { n0, n1, q0, q1, q2 } of samples) {
      const numerator = n0 + n1 * d;
      const squares = q0 + d * (2 * q1 + d * q2);
      // Some sample is the data themselves: rounding must not decide whether it is as far out as it is.
      if (numerator * numerator * own >= d * d * squares * (1 - 1e-9)) count++;
    }
    return enumerated ? count / draws : (1 + count) / (1 + draws);
  };
  const value = fit.coefficients[j]!;
  const error = Math.sqrt(own);
  const limit = (side: 1 | -1): number | null => {
    const d = lastKept((size) => pAt(side * size) > 1 - level, error);
    return d === null ? null : value - side * d;
  };
  return { pValue: pAt(value), lower: limit(1), upper: limit(-1), draws, enumerated };
}

/** By cluster, row-major where they are vectors. `z` are the columns, x̃ column j less what the others explain of it. */
interface ClusterSums {
  /** Σ f p û with p = x̃ / Σ f x̃²; and Σ f p x̃. */
  readonly scores: Float64Array;
  readonly shares: Float64Array;
  /** Σ f p z. */
  readonly paths: Float64Array;
  /** Bread times Σ f z û, and times Σ f z x̃: what a cluster's residuals do to the coefficients. */
  readonly moves: Float64Array;
  readonly tilts: Float64Array;
}

function clusterSums(fit: LeastSquaresFit, outcome: Float64Array, cluster: Grouping, j: number): ClusterSums {
  const { design, bread, frequency, fitted } = fit;
  const { width, rows } = design;
  const columns = Array.from({ length: width }, (_, b) => {
    const unit = new Float64Array(width);
    unit[b] = 1;
    return linearPredictor(design, unit);
  });
  const path = linearPredictor(design, bread.slice(j * width, (j + 1) * width));
  const squares = 1 / bread[j * width + j]!;
  const scores = new Float64Array(cluster.count);
  const shares = new Float64Array(cluster.count);
  const byCluster = (): Float64Array => new Float64Array(cluster.count * width);
  const [paths, ofResiduals, ofColumn] = [byCluster(), byCluster(), byCluster()];
  for (let i = 0; i < rows; i++) {
    const g = cluster.codes[i]!;
    const f = frequency[i]!;
    const residual = outcome[i]! - fitted[i]!;
    const own = path[i]! * squares;
    scores[g]! += f * path[i]! * residual;
    shares[g]! += f * path[i]! * own;
    for (let b = 0; b < width; b++) {
      const z = f * columns[b]![i]!;
      paths[g * width + b]! += z * path[i]!;
      ofResiduals[g * width + b]! += z * residual;
      ofColumn[g * width + b]! += z * own;
    }
  }
  const moved = (sums: Float64Array): Float64Array => {
    const out = byCluster();
    for (let g = 0; g < cluster.count; g++) out.set(multiply(bread, sums.slice(g * width, (g + 1) * width)), g * width);
    return out;
  };
  return { scores, shares, paths, moves: moved(ofResiduals), tilts: moved(ofColumn) };
}

function sampleOf({ scores, shares, paths, moves, tilts }: ClusterSums, v: Float64Array, j: number): Sample {
  const width = paths.length / v.length;
  const move = new Float64Array(width);
  const tilt = new Float64Array(width);
  for (let g = 0; g < v.length; g++) {
    for (let b = 0; b < width; b++) {
      move[b]! += v[g]! * moves[g * width + b]!;
      tilt[b]! += v[g]! * tilts[g * width + b]!;
    }
  }
  let [q0, q1, q2] = [0, 0, 0];
  for (let g = 0; g < v.length; g++) {
    let constant = v[g]! * scores[g]!;
    let slope = v[g]! * shares[g]!;
    for (let b = 0; b < width; b++) {
      constant -= paths[g * width + b]! * move[b]!;
      slope -= paths[g * width + b]! * tilt[b]!;
    }
    q0 += constant * constant;
    q1 += constant * slope;
    q2 += slope * slope;
  }
  return { n0: move[j]!, n1: tilt[j]!, q0, q1, q2 };
}

/** The digits of a number in the base of the points. */
function digits(number: number, points: readonly number[], v: Float64Array): void {
  let rest = number;
  for (let g = 0; g < v.length; g++) {
    v[g] = points[rest % points.length]!;
    rest = Math.floor(rest / points.length);
  }
}

/** The distance at which a null is first rejected: doubled until one is, then halved to the last digits; null when none is within a million scales. */
function lastKept(kept: (distance: number) => boolean, scale: number): number | null {
  let high = scale;
  for (let doubling = 0; kept(high); doubling++) {
    if (doubling === 20) return null;
    high *= 2;
  }
  let low = high === scale ? 0 : high / 2;
  while (high - low > 1e-13 * high) {
    const middle = (low + high) / 2;
    if (kept(middle)) low = middle;
    else high = middle;
  }
  return low;
}
