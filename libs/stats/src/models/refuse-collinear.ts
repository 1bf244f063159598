import { cholesky, solve, type Factor } from '../core/cholesky.js';
import { StatisticalError } from '../core/statistical-error.js';
import type { Design } from './model-matrix.js';

/**
 * Factor of the information of a standardised design; `among` says on which rows ("the treated rows").
 * Error: collinear, naming the column and those that determine it.
 */
export function factorOrRefuse(design: Design, gram: Float64Array, among: string): Factor {
  const factor = cholesky(gram, design.width);
  if (!('deficientAt' in factor)) return factor;
  const j = factor.deficientAt;
  const name = design.names[j]!;
  const partners = explaining(design, gram, j);
  const reason =
    partners.length === 0
      ? 'has one value'
      : `is determined by ${partners.map((partner) => `"${partner}"`).join(', ')}`;
  throw new StatisticalError(
    'collinear',
    `Among ${among}, column "${name}" ${reason}: their effects cannot be told apart. Leave one out.`,
    [name, ...partners],
  );
}

function explaining(design: Design, gram: Float64Array, j: number): string[] {
  if (j === 0) return [];
  const { width } = design;
  const lead = new Float64Array(j * j);
  const right = new Float64Array(j);
  for (let a = 0; a < j; a++) {
    right[a] = gram[j * width + a]!;
    for (let b = 0; b < j; b++) lead[a * j + b] = gram[a * width + b]!;
  }
  const factor = cholesky(lead, j);
  if ('deficientAt' in factor) return [];
  const shares = solve(factor, right);
  return design.names.slice(1, j).filter((_, a) => Math.abs(shares[a + 1]!) > 1e-6);
}
