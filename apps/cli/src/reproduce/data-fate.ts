import { readEvent, type DataSetEvent, type RecordedEvent } from '@impact-ledger/domain';
import type { Outcome } from './outcome.js';

type Gone = Extract<Outcome, { readonly outcome: 'persons_erased' | 'data_set_erased' }>;

/** What became of a file of a data set, by the data set's stream; undefined while it is as it was. */
export function fateOf(stream: readonly RecordedEvent[], dataset: string, sha256: string): Gone | undefined {
  let first: RecordedEvent | undefined;
  let persons = 0;
  for (const recorded of stream) {
    const event = readEvent(recorded) as DataSetEvent;
    if (event.type === 'DataSetErased') {
      const detail = `Data set "${dataset}" was erased ${when(recorded)}: its key is destroyed, so the result cannot be computed again.`;
      return { outcome: 'data_set_erased', detail };
    }
    if (event.type !== 'SubjectErased') continue;
    if (event.data.fromSha === sha256) first = recorded;
    if (first) persons += 1;
  }
  if (!first) return undefined;
  const who = persons === 1 ? 'One person was' : `${persons} persons were`;
  const since = persons === 1 ? when(first) : `since this run, the first ${when(first)}`;
  return {
    outcome: 'persons_erased',
    persons,
    detail: `${who} erased from data set "${dataset}" ${since}: the file that was read (SHA-256 ${sha256}) is no more, so the result cannot be computed again.`,
  };
}

const when = ({ position, recordedAt }: RecordedEvent): string => `on ${recordedAt.slice(0, 10)} (event ${position})`;
