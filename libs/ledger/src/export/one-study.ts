import { fold, readEvent, study as studyDecider, type RecordedEvent, type StudyEvent } from '@impact-ledger/domain';
import type { PlacedProof } from '@impact-ledger/proof';
import { canonicalJson } from '../canonical.js';
import type { EventStore } from '../event-store.js';
import { StreamNotFound } from '../ledger-errors.js';
import { proveInclusion } from '../notary/log-reader.js';
import { leafAtPosition, type Queryable } from '../notary/tree-tables.js';
import { ExportRefused } from './export-refused.js';

export interface StudyPart {
  readonly events: readonly string[];
  readonly proofs: readonly PlacedProof[];
  readonly documents: readonly string[];
}

interface Asked {
  readonly study: string;
  /** The figure of this run; undefined for the study alone. */
  readonly run: string | undefined;
  /** Leaves that were signed. */
  readonly size: number;
}

/**
 * All events of a study and of the data sets it was computed on, as far as they are signed, each with its proof. Whole
 * streams: that nothing of the study was held back shows by their revisions.
 * @throws ExportRefused
 */
export async function studyPart(db: Queryable, store: EventStore, { study, run, size }: Asked): Promise<StudyPart> {
  const recorded = await streamOf(store, `study-${study}`);
  if (recorded.length === 0) throw new ExportRefused('not_found', `There is no study "${study}".`);
  const datasets = new Set(
    recorded.flatMap((event) => {
      const { type, data } = readEvent(event) as StudyEvent;
      return type === 'StudyDataAttached' ? [data.dataset] : [];
    }),
  );
  const sources = await Promise.all([...datasets].map((dataset) => streamOf(store, `dataset-${dataset}`)));
  const all = [...recorded, ...sources.flat()].sort((one, other) => (one.position < other.position ? -1 : 1));
  const signed: { readonly event: RecordedEvent; readonly leaf: number }[] = [];
  for (const event of all) {
    const leaf = await leafAtPosition(db, event.position);
    if (leaf !== undefined && leaf < size) signed.push({ event, leaf });
  }
  const isSigned = new Set(signed.map(({ event }) => event.id));
  const documents =
    run === undefined
      ? []
      : figureDocuments(
          run,
          recorded.filter(({ id }) => isSigned.has(id)),
          recorded,
        );
  const events: string[] = [];
  const proofs: PlacedProof[] = [];
  for (const { event, leaf } of signed) {
    const stored = await store.bytesAt(event.position);
    if (!stored) continue;
    events.push(stored.bytes);
    proofs.push({ at: leaf, hashes: await proveInclusion(db, leaf, size) });
  }
  return { events, proofs, documents };
}

async function streamOf(store: EventStore, stream: string): Promise<readonly RecordedEvent[]> {
  try {
    return await store.readStream(stream);
  } catch (error) {
    if (error instanceof StreamNotFound) return [];
    throw error;
  }
}

/** The protocol and the result that the figure hangs on, as they were hashed. */
function figureDocuments(run: string, signed: readonly RecordedEvent[], recorded: readonly RecordedEvent[]): string[] {
  if (publicationOf(run, signed) !== 'published') {
    if (publicationOf(run, recorded) === 'published') {
      throw new ExportRefused(
        'not_yet',
        `The publication of the run ${run} is not signed yet: ask again in a few seconds.`,
      );
    }
    throw new ExportRefused('wrong_state', `The run ${run} is not published: export its study instead.`);
  }
  const protocols = new Map<string, unknown>();
  let inForce: unknown;
  for (const stored of signed) {
    const { type, data } = readEvent(stored) as StudyEvent;
    // Not as this release reads them: hashes are of the shape of their day.
    const { protocol, result } = stored.data as { readonly protocol?: unknown; readonly result?: unknown };
    inForce = protocol ?? inForce;
    if (type === 'StudyFrozen' || type === 'StudyAmended') protocols.set(data.protocolHash, inForce);
    if (type === 'StudyRunCompleted' && data.run === run) {
      const frozen = protocols.get(data.result.inputs.protocolHash);
      return [...(frozen === undefined ? [] : [canonicalJson(frozen)]), canonicalJson(result)];
    }
  }
  return [];
}

function publicationOf(run: string, recorded: readonly RecordedEvent[]): string | undefined {
  const state = fold(
    studyDecider,
    recorded.map((event) => ({ event: readEvent(event) as StudyEvent, by: event.metadata.actor })),
  );
  return state.status === 'absent' ? undefined : state.runs[run]?.publication;
}
