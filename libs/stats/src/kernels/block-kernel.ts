/** Rows a kernel works on at once: eleven columns of them fit the first-level cache. Changing it changes last digits. */
export const BLOCK = 256;

/**
 * The arithmetic of one block of rows. There are two of these, which give the same bits: `plain-kernel.ts` is readable
 * and runs anywhere, `simd-kernel.ts` does two rows in one instruction.
 *
 * Arguments are positions in `memory`, counted in doubles. A matrix of `width` columns lies column after column, BLOCK
 * apart, the intercept's ones first. `count` is even: an odd block ends with a row of frequency and residual 0. Sums of a block are
 * formed in two lanes, even and odd rows, joined at its end and added to what `sums` holds.
 */
export interface BlockKernel {
  readonly name: 'plain' | 'simd';
  /** A memory of at least this many doubles; what it held may be lost. */
  readonly memory: (doubles: number) => Float64Array;
  /** z ← (z - centre)·scale, in every column but the first. */
  readonly standardise: (z: number, count: number, width: number, centre: number, scale: number) => void;
  /** eta ← Z·beta. */
  readonly predict: (z: number, count: number, width: number, beta: number, eta: number) => void;
  /** out ← exp(eta), for eta <= 0. */
  readonly exponential: (eta: number, count: number, out: number) => void;
  /** out ← 1/(1 + exp(-eta)). */
  readonly expit: (eta: number, count: number, out: number) => void;
  /**
   * At a linear predictor: working weights f·p(1-p), score residuals f(y - p) and tails exp(-|eta|). sums[0] ← Π (1 + tail) over rows of
   * positive frequency, sums[1] ← Σ f|eta| over rows whose eta has the wrong sign.
   */
  readonly logistic: (
    eta: number,
    outcome: number,
    frequency: number,
    count: number,
    weight: number,
    residual: number,
    tails: number,
    sums: number,
  ) => void;
  /** sums[j] += Σ residual·z_j. */
  readonly cross: (z: number, residual: number, count: number, width: number, sums: number) => void;
  /** sums[a(a+1)/2 + b] += Σ weight·z_a·z_b for b <= a. Reads up to three columns beyond the last. */
  readonly gram: (z: number, weight: number, count: number, width: number, sums: number) => void;
  /**
   * Copies the rows whose numbers stand in `picked` (`count` of them, at most BLOCK) of `columns` columns, `stride` apart,
   * to columns BLOCK apart; after an odd number comes a row of zeros.
   */
  readonly gather: (
    source: number,
    stride: number,
    picked: number,
    count: number,
    columns: number,
    out: number,
  ) => void;
  /** As many draws with replacement as there are units, by `fillUniform` of a stream: counts[unit] += 1 for each. */
  readonly draw: (
    units: number,
    stream: number,
    streamHigh: number,
    seed: number,
    seedHigh: number,
    counts: number,
  ) => void;
}
