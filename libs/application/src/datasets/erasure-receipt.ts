import { authorise, readEvent, type Actor, type DataSetEvent } from '@impact-ledger/domain';
import { canonicalJson, sha256Hex, type EventStore } from '@impact-ledger/ledger';
import { history } from '../command/load.js';

/** What can be shown of an erasure, now and later: it names the event, and the event is in the log. */
export interface ErasureReceipt {
  readonly schema: 'impact-ledger/erasure/1';
  readonly what: 'one person erased' | 'data set erased';
  readonly dataset: string;
  /** When the ledger recorded it. */
  readonly at: string;
  /** Position of the event: its proof is in the log. */
  readonly position: string;
  readonly event: string;
  /** SHA-256 of the canonical JSON of the event. */
  readonly eventSha256: string;
  /** SHA-256 of the file before; of the file after, null when none is left. */
  readonly before: string;
  readonly after: string | null;
  /** Rows erased and left; null for a whole data set. */
  readonly rows: { readonly erased: number; readonly left: number } | null;
}

/** One receipt per erasure of the data set, oldest first. Throws Forbidden. */
export async function erasureReceipts(
  store: EventStore,
  actor: Actor,
  dataset: string,
): Promise<readonly ErasureReceipt[]> {
  authorise(actor, 'ReadRecord');
  const receipts: ErasureReceipt[] = [];
  for (const recorded of await history(store, `dataset-${dataset}`)) {
    const event = readEvent(recorded) as DataSetEvent;
    if (event.type === 'DataSetRegistered') continue;
    const { position, ...hashed } = recorded;
    const common = {
      schema: 'impact-ledger/erasure/1' as const,
      dataset,
      at: recorded.recordedAt,
      position: position.toString(),
      event: recorded.id,
      eventSha256: sha256Hex(canonicalJson(hashed)),
    };
    if (event.type === 'DataSetErased') {
      receipts.push({ ...common, what: 'data set erased', before: event.data.sha256, after: null, rows: null });
    } else {
      const { fromSha, toSha, count, rows } = event.data;
      receipts.push({
        ...common,
        what: 'one person erased',
        before: fromSha,
        after: toSha,
        rows: { erased: count, left: rows },
      });
    }
  }
  return receipts;
}
