import { StatisticalError } from '../core/statistical-error.js';
import { catalogue } from './catalogue.js';
import type { CatalogueEntry } from './define-estimator.js';

/** The catalogue entry of a method. Error: unknown-estimator, listing those there are. */
export function findEstimator(id: string): CatalogueEntry {
  const entry = catalogue.find((candidate) => candidate.id === id);
  if (entry === undefined) {
    const known = catalogue.map((candidate) => candidate.id).join(', ');
    throw new StatisticalError('unknown-estimator', `There is no method "${id}". There are: ${known}.`, [id]);
  }
  return entry;
}
