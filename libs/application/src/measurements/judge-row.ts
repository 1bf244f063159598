import {
  DomainError,
  indicator,
  measurement,
  type Fault,
  type IndicatorState,
  type MeasurementEvent,
  type MeasurementState,
  type RecordedEvent,
} from '@impact-ledger/domain';
import { commandId, eventId, fingerprint, measurementId, type Append, type EventStore } from '@impact-ledger/ledger';
import type { CommandEnvelope } from '../command/envelope.js';
import { newEvent } from '../command/execute-command.js';
import { history, loadState, stateAfter } from '../command/load.js';
import type { Reading } from './read-rows.js';

export type RowVerdict =
  | { readonly line: number; readonly status: 'recorded' | 'repeated'; readonly id: string; readonly position: string }
  | { readonly line: number; readonly status: 'rejected'; readonly reason: string; readonly faults: readonly Fault[] }
  /** Sound, but another row of an import that is all or nothing was not. */
  | { readonly line: number; readonly status: 'withheld' };

/** What to do with a row: append it, or a verdict that is certain without the store. */
export type Judgement = { readonly append: Append; readonly id: string } | { readonly verdict: RowVerdict };

export const rejected = (
  line: number,
  error: DomainError | { message: string; pointers: readonly Fault[] },
): RowVerdict => ({
  line,
  status: 'rejected',
  reason: error.message,
  faults: error.pointers,
});

/** Judges the rows of one import; what the indicators say is read once and kept for its duration. */
export class RowJudge {
  readonly #indicators = new Map<string, Promise<IndicatorState>>();

  constructor(
    private readonly store: EventStore,
    private readonly envelope: CommandEnvelope,
    private readonly importKey: string,
  ) {}

  /** As if the cell were empty, which it is for nearly every row: the store tells the others. */
  async hopefully(line: number, reading: Reading): Promise<Judgement> {
    return this.#judge(line, measurementId(reading), reading, []);
  }

  /** Having read what stands in the cell. */
  async certainly(line: number, reading: Reading): Promise<Judgement> {
    const id = measurementId(reading);
    const recorded = await history(this.store, `measurement-${id}`);
    // A person may have corrected or withdrawn it since: the file sent again must not undo that.
    const same = recorded.findLast((event) => says(event, reading));
    if (same) return { verdict: { line, status: 'repeated', id, position: same.position.toString() } };
    return this.#judge(line, id, reading, recorded);
  }

  async #judge(line: number, id: string, reading: Reading, recorded: readonly RecordedEvent[]): Promise<Judgement> {
    const { actor, at = new Date().toISOString() } = this.envelope;
    const state: MeasurementState = stateAfter(measurement, recorded);
    let events: readonly MeasurementEvent[];
    try {
      const command = {
        type: 'RecordMeasurement',
        data: reading,
        indicatorState: await this.#indicator(reading.indicator),
      } as const;
      events = measurement.decide(command, state, { actor, at });
    } catch (error) {
      if (error instanceof DomainError) return { verdict: rejected(line, error) };
      throw error;
    }
    // From the content alone, so that the same file by another way, or its second half after a crash, is the same.
    const command = commandId('import', fingerprint({ id, reading, revision: recorded.length }));
    const metadata = {
      actor: { id: actor.id, role: actor.role },
      correlationId: this.importKey,
      causationId: command,
    };
    const stream = `measurement-${id}`;
    const expected = recorded.at(-1)?.revision ?? 'absent';
    return {
      id,
      append: {
        stream,
        expected,
        events: events.map((event, index) => newEvent(event, eventId(command, index), metadata)),
      },
    };
  }

  #indicator(id: string): Promise<IndicatorState> {
    const known = this.#indicators.get(id) ?? loadState(this.store, `indicator-${id}`, indicator);
    this.#indicators.set(id, known);
    return known;
  }
}

/** Whether the event gave this very reading, at whatever time. */
function says(event: RecordedEvent, { value, quality, provenance, vintage }: Reading): boolean {
  if (event.type !== 'MeasurementRecorded' && event.type !== 'MeasurementCorrected') return false;
  const stored = event.data as Pick<Reading, 'value' | 'quality' | 'provenance' | 'vintage'>;
  return (
    fingerprint({ value, quality, provenance, vintage }) ===
    fingerprint({
      value: stored.value,
      quality: stored.quality,
      provenance: stored.provenance,
      vintage: stored.vintage,
    })
  );
}
