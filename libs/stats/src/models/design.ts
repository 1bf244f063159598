import { moments } from '../core/moments.js';
import { StatisticalError } from '../core/statistical-error.js';
import { BLOCK } from '../kernels/block-kernel.js';
import { forEachBlock, loadColumn, weighedRows, type RowBlock } from '../kernels/row-blocks.js';
import { spread, sumByCell } from '../kernels/compress.js';
import { workspace, type Workspace } from '../kernels/workspace.js';
import { cellsOf } from './design-cells.js';
import type { Design } from './model-matrix.js';

const STRETCH = 2048;

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

/** The columns of each block of rows, standardised, in the room of the kernel. With `picked`, only those rows. */
export function forEachStandardised(
  design: Design,
  picked: Uint32Array | null,
  visit: (block: RowBlock, space: Workspace) => void,
): Workspace {
  const { width } = design;
  const space = workspace(width);
  const { kernel, memory, z } = space;
  memory.set(design.centre, space.centre + 1);
  memory.set(design.scale, space.scale + 1);
  forEachBlock(design.rows, picked, (block) => {
    for (let j = 1; j < width; j++) loadColumn(design.columns[j - 1]!, block, memory, z + j * BLOCK);
    kernel.standardise(z, block.even, width, space.centre, space.scale);
    visit(block, space);
  });
  return space;
}

/** The packed lower triangle of a workspace as a full matrix, row-major. */
export const unpackGram = ({ memory, gram }: Workspace, width: number): Float64Array =>
  unpackTriangle(memory, gram, width);

/** The packed lower triangle at a position as a full matrix, row-major. */
export function unpackTriangle(memory: Float64Array, position: number, width: number): Float64Array {
  const full = new Float64Array(width * width);
  for (let a = 0, next = position; a < width; a++) {
    for (let b = 0; b <= a; b++, next++) full[a * width + b] = full[b * width + a] = memory[next]!;
  }
  return full;
}

/** Σ wᵢ zᵢ zᵢᵀ, row-major and symmetric. Rows of weight 0 are skipped. */
export function weightedGram(design: Design, weights: Float64Array): Float64Array {
  const cells = cellsOf(design);
  if (cells !== null) return weightedGram(cells.design, sumByCell(cells, weights));
  const { width } = design;
  const space = forEachStandardised(design, weighedRows(weights), (block, { kernel, memory, z, weight, gram }) => {
    loadColumn(weights, block, memory, weight);
    kernel.gram(z, weight, block.even, width, gram);
  });
  return unpackGram(space, width);
}

/** Σ rᵢ zᵢ. */
export function crossProduct(design: Design, residuals: Float64Array): Float64Array {
  const cells = cellsOf(design);
  if (cells !== null) return crossProduct(cells.design, sumByCell(cells, residuals));
  const { width } = design;
  const { memory, cross } = forEachStandardised(design, null, (block, space) => {
    loadColumn(residuals, block, space.memory, space.residual);
    space.kernel.cross(space.z, space.residual, block.even, width, space.cross);
  });
  return memory.slice(cross, cross + width);
}

/** zᵢᵀ·coefficients for every row. */
export function linearPredictor(
  design: Design,
  coefficients: Float64Array,
  out = new Float64Array(design.rows),
): Float64Array {
  const cells = cellsOf(design);
  if (cells !== null) return spread(cells, linearPredictor(cells.design, coefficients), out);
  // A stretch of rows at a time, so that what is added to stays in the cache.
  for (let start = 0; start < out.length; start += STRETCH) {
    const end = Math.min(start + STRETCH, out.length);
    out.fill(coefficients[0]!, start, end);
    for (let j = 1; j < design.width; j++) {
      const column = design.columns[j - 1]!;
      const centre = design.centre[j - 1]!;
      const slope = coefficients[j]! * design.scale[j - 1]!;
      for (let i = start; i < end; i++) out[i]! += (column[i]! - centre) * slope;
    }
  }
  return out;
}

/** zᵢᵀ·V·zᵢ for every row. */
export function quadraticForms(design: Design, matrix: Float64Array): Float64Array {
  const { rows, width } = design;
  const cells = cellsOf(design);
  if (cells !== null) return spread(cells, quadraticForms(cells.design, matrix), new Float64Array(rows));
  const forms = new Float64Array(rows);
  forEachStandardised(design, null, ({ start, count }, { memory, z }) => {
    for (let a = 0; a < width; a++) {
      for (let b = 0; b <= a; b++) {
        const factor = matrix[a * width + b]! * (a === b ? 1 : 2);
        const left = z + a * BLOCK;
        const right = z + b * BLOCK;
        for (let i = 0; i < count; i++) forms[start + i]! += factor * memory[left + i]! * memory[right + i]!;
      }
    }
  });
  return forms;
}

/** Σ over groups of sᵍ sᵍᵀ, where sᵍ = Σ rᵢ zᵢ over the rows of group g. */
export function groupedGram(design: Design, residual: Float64Array, codes: Int32Array, groups: number): Float64Array {
  const { width } = design;
  const scores = new Float64Array(groups * width);
  forEachStandardised(design, null, ({ start, count }, { memory, z }) => {
    for (let i = 0; i < count; i++) {
      const base = codes[start + i]! * width;
      const r = residual[start + i]!;
      for (let a = 0; a < width; a++) scores[base + a]! += r * memory[z + a * BLOCK + i]!;
    }
  });
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
