import { authorise, type Actor } from '@impact-ledger/domain';
import { writeBundle, type BundleHeader } from '@impact-ledger/proof';
import type { EventStore } from '../event-store.js';
import { proveConsistency, publishedCheckpoint } from '../notary/log-reader.js';
import { positionOfLeaf, type Queryable } from '../notary/tree-tables.js';
import { ExportRefused } from './export-refused.js';
import { studyPart } from './one-study.js';
import { eventPages, leafPages } from './whole-log.js';

export interface ExportSources {
  /** Database of the tree. */
  readonly pool: Queryable;
  readonly store: EventStore;
  /** Release of this software. */
  readonly engine: string;
}

/** The whole log; or a study; or, with a run, the published figure of that run of the study. */
export interface ExportRequest {
  readonly study?: string | undefined;
  readonly run?: string | undefined;
  /** Sizes of checkpoints the reader kept, to be proved beginnings of the log. A whole log proves that by itself. */
  readonly from?: readonly number[] | undefined;
}

/**
 * The audit bundle, as text that comes piece by piece (`docs/verify.md`). Reads only; what is sealed is in no event, so
 * in no bundle. Exports what is stored as it is, whatever is wrong with it: finding that is the reader's part.
 * @throws Forbidden without the right to audit, ExportRefused
 */
export async function exportBundle(
  { pool, store, engine }: ExportSources,
  actor: Actor,
  { study, run, from = [] }: ExportRequest,
): Promise<AsyncIterable<string>> {
  authorise(actor, 'ReadAudit');
  const published = await publishedCheckpoint(pool);
  if (!published)
    throw new ExportRefused('not_yet', 'Nothing was signed yet: ask again seconds after the first event.');
  const { size, origin, verifierKey, text: checkpoint } = published;
  const { globalIdUniqueness, monotonicRecordedAt } = store.capabilities;
  const header: BundleHeader = {
    engine,
    guarantees: globalIdUniqueness && monotonicRecordedAt ? 'log' : 'stream',
    key: verifierKey,
    origin,
    run: run ?? null,
    scope: study === undefined ? 'ledger' : run === undefined ? 'study' : 'figure',
    size,
    study: study ?? null,
  };
  if (study === undefined) {
    const upTo = size === 0 ? 0n : await positionOfLeaf(pool, size - 1);
    return writeBundle({
      header,
      checkpoint,
      events: eventPages(store, { upTo, size }),
      tree: leafPages(pool, size),
    });
  }
  const { events, proofs, documents } = await studyPart(pool, store, { study, run, size });
  const older = [...new Set(from)].filter((at) => at > 0 && at < size);
  const consistency = await Promise.all(
    older.map(async (at) => ({ at, hashes: await proveConsistency(pool, at, size) })),
  );
  return writeBundle({ header, checkpoint, events: [events], proofs, consistency, documents });
}
