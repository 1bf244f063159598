import { authorise, type Fault } from '@impact-ledger/domain';
import { IdempotencyConflict, WrongRevision, type EventStore } from '@impact-ledger/ledger';
import type { CommandEnvelope } from '../command/envelope.js';
import { ImportError } from './import-error.js';
import { rejected, RowJudge, type Judgement, type RowVerdict } from './judge-row.js';
import { readRows, type ImportFormat, type ImportRow, type Reading } from './read-rows.js';

export interface MeasurementImport {
  readonly input: AsyncIterable<Uint8Array>;
  readonly format: ImportFormat;
  /** All rows or none; at most {@link LARGEST_ATOMIC} of them, since they share a transaction. */
  readonly atomic?: boolean;
  /** Names the import in the events it makes; any text. */
  readonly importKey: string;
  readonly envelope: Pick<CommandEnvelope, 'actor' | 'at'>;
}

export const LARGEST_ATOMIC = 10_000;
const BATCH = 500;

/**
 * Records measurements from a file of any size in batches, one verdict per row in the order of the file. The ids come
 * from cell and value: the file sent again, whole or in part, records nothing twice.
 * @throws Forbidden, ImportError, StoreUnavailable; what was yielded before stays recorded, unless `atomic`
 */
export async function* importMeasurements(
  store: EventStore,
  { input, format, atomic = false, importKey, envelope }: MeasurementImport,
): AsyncGenerator<readonly RowVerdict[]> {
  authorise(envelope.actor, 'RecordMeasurement');
  const judge = new RowJudge(store, envelope, importKey);
  const rows = readRows(input, format);
  if (atomic) {
    yield await recordAll(store, judge, rows);
    return;
  }
  for await (const { verdicts } of started(store, judge, batches(rows))) yield await verdicts;
}

/** While a batch is on its way to the disk the next one is read and judged. */
async function* started(
  store: EventStore,
  judge: RowJudge,
  all: AsyncIterable<readonly ImportRow[]>,
): AsyncGenerator<{ readonly verdicts: Promise<RowVerdict[]> }> {
  let before: Promise<RowVerdict[]> | undefined;
  try {
    for await (const batch of all) {
      const now: Promise<RowVerdict[]> = recordEach(store, judge, batch, before);
      // What goes wrong with it is told when its turn comes.
      now.catch(() => undefined);
      if (before) yield { verdicts: before };
      before = now;
    }
  } catch (error) {
    // The file cannot be read on; what was read before is told first.
    if (before) yield { verdicts: before };
    throw error;
  }
  if (before) yield { verdicts: before };
}

async function* batches(rows: AsyncIterable<ImportRow>): AsyncGenerator<readonly ImportRow[]> {
  let batch: ImportRow[] = [];
  try {
    for await (const row of rows) {
      batch.push(row);
      if (batch.length === BATCH) {
        yield batch;
        batch = [];
      }
    }
  } catch (error) {
    // What was read before the fault is recorded, so that the verdicts up to it are told.
    if (batch.length > 0) yield batch;
    throw error;
  }
  if (batch.length > 0) yield batch;
}

/**
 * Every row for itself: the store puts them into one transaction and judges each. `before` is the batch before: rows
 * whose cell is taken wait for it, so that they are judged in the order of the file.
 */
async function recordEach(
  store: EventStore,
  judge: RowJudge,
  batch: readonly ImportRow[],
  before: Promise<unknown> | undefined,
): Promise<RowVerdict[]> {
  const verdicts = new Map<number, RowVerdict>();
  const late: (ImportRow & { reading: Reading })[] = [];
  const streams = new Set<string>();
  await Promise.all(
    batch.map(async (row) => {
      if ('faults' in row) {
        verdicts.set(row.line, unreadable(row.line, row.faults));
        return;
      }
      const judgement = await judge.hopefully(row.line, row.reading);
      // A cell that stands twice in a batch is judged in the order of the file.
      if ('append' in judgement && streams.has(judgement.append.stream)) {
        late.push(row);
        return;
      }
      if ('append' in judgement) streams.add(judgement.append.stream);
      const verdict = await settle(store, row.line, judgement);
      if (verdict) verdicts.set(row.line, verdict);
      else late.push(row);
    }),
  );
  if (late.length > 0) await before;
  late.sort((a, b) => a.line - b.line);
  for (const { line, reading } of late) verdicts.set(line, await recordOne(store, judge, line, reading));
  return batch.flatMap(({ line }) => verdicts.get(line) ?? []);
}

/** Reads the cell, decides, appends; again when somebody was faster. */
async function recordOne(store: EventStore, judge: RowJudge, line: number, reading: Reading): Promise<RowVerdict> {
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const verdict = await settle(store, line, await judge.certainly(line, reading));
    if (verdict) return verdict;
  }
  return rejected(line, {
    message: 'Others are writing to this cell at this moment: send the row again.',
    pointers: [],
  });
}

/** The verdict, or undefined when something stands in the cell already. */
async function settle(store: EventStore, line: number, judgement: Judgement): Promise<RowVerdict | undefined> {
  if ('verdict' in judgement) return judgement.verdict;
  try {
    const { repeated, position } = await store.append(judgement.append);
    return { line, status: repeated ? 'repeated' : 'recorded', id: judgement.id, position: position.toString() };
  } catch (error) {
    if (error instanceof WrongRevision || error instanceof IdempotencyConflict) return undefined;
    throw error;
  }
}

async function recordAll(
  store: EventStore,
  judge: RowJudge,
  rows: AsyncIterable<ImportRow>,
): Promise<readonly RowVerdict[]> {
  const all: ImportRow[] = [];
  for await (const row of rows) {
    all.push(row);
    if (all.length > 1 && !store.capabilities.multiStream) {
      throw new ImportError(
        'The event store of this installation records no import all or nothing: send it without "atomic", which is safe to repeat.',
      );
    }
    if (all.length > LARGEST_ATOMIC) {
      throw new ImportError(
        `An import that is all or nothing takes at most ${LARGEST_ATOMIC} rows: send it without "atomic", which is safe to repeat.`,
      );
    }
  }
  const seen = new Map<string, number>();
  const judged = await inChunks(all, 50, async (row): Promise<Judgement> => {
    if ('faults' in row) return { verdict: unreadable(row.line, row.faults) };
    return judge.certainly(row.line, row.reading);
  });
  const judgements = judged.map((judgement, index) => {
    if (!('append' in judgement)) return judgement;
    const line = all[index]?.line ?? 0;
    const earlier = seen.get(judgement.id);
    seen.set(judgement.id, line);
    if (earlier === undefined) return judgement;
    const fault = { pointer: '/period', detail: `is that of line ${earlier}` };
    return {
      verdict: rejected(line, { message: `Line ${earlier} fills the same cell: keep one of them.`, pointers: [fault] }),
    };
  });
  const verdictOf = (judgement: Judgement, index: number, otherwise: (line: number) => RowVerdict): RowVerdict =>
    'verdict' in judgement ? judgement.verdict : otherwise(all[index]?.line ?? 0);

  if (judgements.some((judgement) => 'verdict' in judgement && judgement.verdict.status === 'rejected')) {
    return judgements.map((judgement, index) => verdictOf(judgement, index, (line) => ({ line, status: 'withheld' })));
  }
  const appends = judgements.flatMap((judgement) => ('append' in judgement ? [judgement] : []));
  const receipts = appends.length > 0 ? await store.appendMany(appends.map(({ append }) => append)) : [];
  const positions = new Map(receipts.map(({ stream, position }) => [stream, position.toString()]));
  return judgements.map((judgement, index) => {
    if ('verdict' in judgement) return judgement.verdict;
    const { id, append } = judgement;
    return { line: all[index]?.line ?? 0, status: 'recorded', id, position: positions.get(append.stream) ?? '' };
  });
}

async function inChunks<T, R>(items: readonly T[], size: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += size) {
    results.push(...(await Promise.all(items.slice(start, start + size).map(work))));
  }
  return results;
}

const unreadable = (line: number, faults: readonly Fault[]): RowVerdict => ({
  line,
  status: 'rejected',
  reason: `The row is not a measurement: ${faults.map(({ pointer, detail }) => `${pointer || 'it'} ${detail}`).join('; ')}`,
  faults,
});
