import { moments } from '../core/moments.js';
import { StatisticalError } from '../core/statistical-error.js';

/**
 * A model matrix with an intercept and standardised columns, never written out: z = (x - centre)·scale is formed in
 * small blocks as it is needed. Standardising keeps Newton's steps and the normal equations well conditioned whatever
 * the units (age in years beside income in euros).
 */
export interface Design {
  readonly rows: number;
  /** Columns counting the intercept, which comes first. */
  readonly width: number;
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly centre: Float64Array;
  readonly scale: Float64Array;
}

const BLOCK = 512;

/** Errors: constant-covariate. */
export function designOf(names: readonly string[], columns: readonly Float64Array[], frequency: Float64Array): Design {
  const centre = new Float64Array(columns.length);
  const scale = new Float64Array(columns.length);
  columns.forEach((column, j) => {
    const { n, mean, squares } = moments(column, frequency);
    const sd = Math.sqrt(squares / n);
    if (!(sd > 1e-12 * Math.abs(mean)) || sd === 0) {
      const name = names[j]!;
      throw new StatisticalError(
        'constant-covariate',
        `Column "${name}" has one value in all rows used (${mean}), so its effect cannot be told from the intercept. Leave it out.`,
        [name],
      );
    }
    centre[j] = mean;
    scale[j] = 1 / sd;
  });
  return {
    rows: frequency.length,
    width: columns.length + 1,
    names: ['(Intercept)', ...names],
    columns,
    centre,
    scale,
  };
}

/** Fills `block` with standardised columns of rows start..start+count, column after column, BLOCK apart. */
function fillBlock(design: Design, start: number, count: number, block: Float64Array): void {
  block.fill(1, 0, count);
  for (let j = 1; j < design.width; j++) {
    const column = design.columns[j - 1]!;
    const centre = design.centre[j - 1]!;
    const scale = design.scale[j - 1]!;
    const offset = j * BLOCK;
    for (let i = 0; i < count; i++) block[offset + i] = (column[start + i]! - centre) * scale;
  }
}

/**
 * Σ wᵢ zᵢ zᵢᵀ, row-major and symmetric. The hot loop of every model: rows of weight 0 are skipped, and four sums run
 * side by side so that one addition need not wait for the one before it.
 */
export function weightedGram(design: Design, weights: Float64Array): Float64Array {
  const { rows, width } = design;
  const gram = new Float64Array(width * width);
  const block = new Float64Array((width + 3) * BLOCK);
  const scaled = new Float64Array(BLOCK);
  const picked = new Uint32Array(BLOCK);
  for (let row = 0; row < rows;) {
    let count = 0;
    for (; row < rows && count < BLOCK; row++) if (weights[row] !== 0) picked[count++] = row;
    gatherBlock(design, picked, count, block);
    for (let a = 0; a < width; a++) {
      const left = a * BLOCK;
      for (let i = 0; i < count; i++) scaled[i] = weights[picked[i]!]! * block[left + i]!;
      for (let b = 0; b <= a; b += 4) {
        const right = b * BLOCK;
        let s0 = 0;
        let s1 = 0;
        let s2 = 0;
        let s3 = 0;
        for (let i = 0; i < count; i++) {
          const w = scaled[i]!;
          s0 += w * block[right + i]!;
          s1 += w * block[right + BLOCK + i]!;
          s2 += w * block[right + 2 * BLOCK + i]!;
          s3 += w * block[right + 3 * BLOCK + i]!;
        }
        gram[a * width + b]! += s0;
        // Sums beyond the diagonal are not wanted; beyond the last column they are not even there.
        if (b + 1 <= a) gram[a * width + b + 1]! += s1;
        if (b + 2 <= a) gram[a * width + b + 2]! += s2;
        if (b + 3 <= a) gram[a * width + b + 3]! += s3;
      }
    }
  }
  for (let a = 0; a < width; a++) for (let b = 0; b < a; b++) gram[b * width + a] = gram[a * width + b]!;
  return gram;
}

/** As `fillBlock`, for the rows `picked[0..count)`. */
function gatherBlock(design: Design, picked: Uint32Array, count: number, block: Float64Array): void {
  block.fill(1, 0, count);
  for (let j = 1; j < design.width; j++) {
    const column = design.columns[j - 1]!;
    const centre = design.centre[j - 1]!;
    const scale = design.scale[j - 1]!;
    const offset = j * BLOCK;
    for (let i = 0; i < count; i++) block[offset + i] = (column[picked[i]!]! - centre) * scale;
  }
}

/** Σ rᵢ zᵢ. */
export function crossProduct(design: Design, residual: Float64Array): Float64Array {
  const { rows, width } = design;
  const sums = new Float64Array(width);
  const block = new Float64Array(width * BLOCK);
  for (let start = 0; start < rows; start += BLOCK) {
    const count = Math.min(BLOCK, rows - start);
    fillBlock(design, start, count, block);
    for (let a = 0; a < width; a++) {
      const offset = a * BLOCK;
      let sum = 0;
      for (let i = 0; i < count; i++) sum += residual[start + i]! * block[offset + i]!;
      sums[a]! += sum;
    }
  }
  return sums;
}

/** zᵢᵀ·coefficients for every row. */
export function linearPredictor(
  design: Design,
  coefficients: Float64Array,
  out = new Float64Array(design.rows),
): Float64Array {
  out.fill(coefficients[0]!);
  for (let j = 1; j < design.width; j++) {
    const column = design.columns[j - 1]!;
    const centre = design.centre[j - 1]!;
    const slope = coefficients[j]! * design.scale[j - 1]!;
    for (let i = 0; i < out.length; i++) out[i]! += (column[i]! - centre) * slope;
  }
  return out;
}

/** zᵢᵀ·V·zᵢ for every row. */
export function quadraticForms(design: Design, matrix: Float64Array): Float64Array {
  const { rows, width } = design;
  const forms = new Float64Array(rows);
  const block = new Float64Array(width * BLOCK);
  for (let start = 0; start < rows; start += BLOCK) {
    const count = Math.min(BLOCK, rows - start);
    fillBlock(design, start, count, block);
    for (let a = 0; a < width; a++) {
      for (let b = 0; b <= a; b++) {
        const factor = matrix[a * width + b]! * (a === b ? 1 : 2);
        for (let i = 0; i < count; i++) forms[start + i]! += factor * block[a * BLOCK + i]! * block[b * BLOCK + i]!;
      }
    }
  }
  return forms;
}

/** Σ over groups of sᵍ sᵍᵀ, where sᵍ = Σ rᵢ zᵢ over the rows of group g. */
export function groupedGram(design: Design, residual: Float64Array, codes: Int32Array, groups: number): Float64Array {
  const { rows, width } = design;
  const scores = new Float64Array(groups * width);
  const block = new Float64Array(width * BLOCK);
  for (let start = 0; start < rows; start += BLOCK) {
    const count = Math.min(BLOCK, rows - start);
    fillBlock(design, start, count, block);
    for (let i = 0; i < count; i++) {
      const base = codes[start + i]! * width;
      const r = residual[start + i]!;
      for (let a = 0; a < width; a++) scores[base + a]! += r * block[a * BLOCK + i]!;
    }
  }
  const gram = new Float64Array(width * width);
  for (let g = 0; g < groups; g++) {
    for (let a = 0; a < width; a++) {
      const left = scores[g * width + a]!;
      for (let b = 0; b < width; b++) gram[a * width + b]! += left * scores[g * width + b]!;
    }
  }
  return gram;
}

/** Coefficients on the scale of the columns as given. */
export function unstandardise(design: Design, coefficients: Float64Array): Float64Array {
  const natural = new Float64Array(design.width);
  let intercept = coefficients[0]!;
  for (let j = 1; j < design.width; j++) {
    natural[j] = coefficients[j]! * design.scale[j - 1]!;
    intercept -= natural[j]! * design.centre[j - 1]!;
  }
  natural[0] = intercept;
  return natural;
}

/** Standard errors on the scale of the columns as given, from the covariance of the standardised coefficients. */
export function naturalStandardErrors(design: Design, covariance: Float64Array): Float64Array {
  const { width } = design;
  const errors = new Float64Array(width);
  const gradient = new Float64Array(width);
  gradient[0] = 1;
  for (let j = 1; j < width; j++) {
    const scale = design.scale[j - 1]!;
    errors[j] = scale * Math.sqrt(covariance[j * width + j]!);
    gradient[j] = -design.centre[j - 1]! * scale;
  }
  let variance = 0;
  for (let a = 0; a < width; a++)
    for (let b = 0; b < width; b++) variance += gradient[a]! * gradient[b]! * covariance[a * width + b]!;
  errors[0] = Math.sqrt(variance);
  return errors;
}
