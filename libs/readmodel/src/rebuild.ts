import type { EventStore } from '@impact-ledger/ledger';
import type { Pool } from 'pg';
import { buildBeside, type BuildOutcome, type BuildProgress } from './projecting/build-beside.js';
import { PROJECTIONS } from './projections.js';

export interface RebuildOptions {
  /** Names of projections; all unless told. */
  readonly projections?: readonly string[] | undefined;
  /** Swap although the rebuilt rows differ from the live ones, which are then given up. */
  readonly evenIfDifferent?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: BuildProgress & { readonly projection: string }) => void) | undefined;
}

export type RebuildOutcome = BuildOutcome & { readonly projection: string };

/** Nobody projects under this name. */
export class UnknownProjection extends Error {
  override readonly name = 'UnknownProjection';

  constructor(name: string) {
    super(`There is no projection "${name}": name one of ${PROJECTIONS.map((known) => known.name).join(', ')}.`);
  }
}

/**
 * Builds read models anew from the log, one after the other, beside the live ones, which are read and projected all the
 * while; compares them and swaps the new ones in. One that was killed goes on from where it was.
 * Throws {@link UnknownProjection}, and faults of the road.
 */
export async function rebuild(
  pool: Pool,
  store: EventStore,
  { projections, evenIfDifferent, signal = new AbortController().signal, onProgress }: RebuildOptions = {},
): Promise<RebuildOutcome[]> {
  const chosen = (projections ?? PROJECTIONS.map(({ name }) => name)).map((name) => {
    const known = PROJECTIONS.find((projection) => projection.name === name);
    if (!known) throw new UnknownProjection(name);
    return known;
  });
  const outcomes: RebuildOutcome[] = [];
  for (const projection of chosen) {
    const { name } = projection;
    const outcome = await buildBeside(projection, {
      pool,
      store,
      signal,
      evenIfDifferent,
      onProgress: (progress) => onProgress?.({ ...progress, projection: name }),
    });
    if (outcome) outcomes.push({ ...outcome, projection: name });
  }
  return outcomes;
}
