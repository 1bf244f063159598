import { catalogue } from '@impact-ledger/stats';
import type { Scenario } from '#calibration/scenario';
import { SCENARIOS } from '#calibration/scenarios';

/** A stretch of replications of one scenario: what a worker is given. */
export interface Chunk {
  readonly scenario: string;
  /** Places of the cells in the scenario. */
  readonly cells: readonly number[];
  readonly seed: number;
  readonly from: number;
  readonly until: number;
}

export interface Plan {
  readonly scenario: Scenario;
  /** Places of the cells that will run. */
  readonly cells: readonly number[];
}

/** All the work of a plan, `size` data sets at a time. */
export function chunksOf(
  { scenario, cells }: Plan,
  { replications, size, seed }: { readonly replications: number; readonly size: number; readonly seed: number },
): Chunk[] {
  const all = replications * (scenario.manifold ?? 1);
  return Array.from({ length: Math.ceil(all / size) }, (_, k) => ({
    ...{ scenario: scenario.id, cells, seed },
    ...{ from: k * size, until: Math.min((k + 1) * size, all) },
  }));
}

/** What will run, and what the catalogue does not hold yet, in words. */
export function planOf(
  scenarios: readonly string[] | undefined,
  estimators: readonly string[] | undefined,
): { readonly plans: readonly Plan[]; readonly missing: readonly string[] } {
  const known = new Set(catalogue.map(({ id }) => id));
  const missing = new Set<string>();
  const plans = SCENARIOS.filter(({ id }) => scenarios?.includes(id) ?? true).map((scenario) => {
    const cells = scenario.cells.flatMap((cell, place) => {
      if (estimators !== undefined && !estimators.includes(cell.id)) return [];
      if (!known.has(cell.id)) missing.add(`${cell.id} in ${scenario.title}`);
      return known.has(cell.id) ? [place] : [];
    });
    return { scenario, cells };
  });
  return { plans: plans.filter(({ cells }) => cells.length > 0), missing: [...missing] };
}
