import { recordedRun, type RecordedRun } from '@impact-ledger/application';
import { readEvent, type RecordedEvent, type StudyEvent } from '@impact-ledger/domain';
import type { EventStore } from '@impact-ledger/ledger';
import { CommandFailure, EXIT } from '../terminal/failure.js';
import type { RecordedResult } from './recompute.js';

/** A result with its place in the log. */
export interface FoundResult {
  readonly recorded: RecordedResult;
  readonly dataset: string;
  readonly sha256: string;
  readonly position: string;
  readonly sealed: string | null;
}

const ENDS = ['StudyRunCompleted', 'StudyRunRefused', 'StudyRunFailed', 'StudyRunCancelled'];

/**
 * The results of a ledger: of a run, under the hash of a document, or all of them. From the log itself, not from what was
 * projected of it.
 * @throws CommandFailure when there is none
 */
export async function findResults(store: EventStore, wanted: string | undefined): Promise<FoundResult[]> {
  const found: FoundResult[] = [];
  const streams = new Map<string, readonly RecordedEvent[]>();
  for await (const recorded of endsIn(store)) {
    const event = readEvent(recorded) as Extract<StudyEvent, { readonly data: { readonly run: string } }>;
    const { run } = event.data;
    const hash = 'resultHash' in event.data ? event.data.resultHash : undefined;
    if (wanted !== undefined && wanted !== run && wanted !== hash) continue;
    const stream = streams.get(recorded.stream) ?? (await store.readStream(recorded.stream));
    streams.set(recorded.stream, stream);
    const known = recordedRun(stream, run);
    const result = resultOf(recorded.stream.slice('study-'.length), run, known);
    if (result) found.push(result);
    else if (wanted !== undefined) throw withoutResult(run, known);
  }
  if (found.length === 0) {
    throw new CommandFailure(
      wanted === undefined
        ? 'this ledger holds no result yet'
        : `this ledger holds no result of a run ${wanted}, and none with that hash; a run under way has none yet`,
      EXIT.usage,
    );
  }
  return found;
}

async function* endsIn(store: EventStore): AsyncGenerator<RecordedEvent> {
  let after = 0n;
  for (;;) {
    const events = await store.readAll({ after, types: ENDS });
    yield* events;
    const last = events.at(-1);
    if (!last) return;
    after = last.position;
  }
}

function resultOf(study: string, run: string, { plan, end }: RecordedRun): FoundResult | undefined {
  if (!end || !('result' in end)) return undefined;
  const { dataset, sha256, exploratory } = plan;
  const protocol = plan.stored as Record<string, unknown>;
  const result = end.stored as Record<string, unknown>;
  return {
    recorded: { study, run, exploratory, protocol, result, resultHash: end.resultHash },
    dataset,
    sha256,
    position: end.position.toString(),
    sealed: end.sealed,
  };
}

const withoutResult = (run: string, { end }: RecordedRun): CommandFailure =>
  new CommandFailure(
    end && 'reason' in end
      ? `run ${run} was ${end.status}, so there is no result to compute again: ${end.reason}`
      : `run ${run} has no result`,
    EXIT.usage,
  );
