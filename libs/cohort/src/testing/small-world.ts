import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventLogs, Protocol } from '@impact-ledger/domain';
import { protocol } from '@impact-ledger/domain/testing';
import type { SmallPerson } from './oracle.js';

export const isoDay = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
export const FIRST_DAY = Date.parse('2025-01-01') / 86_400_000;

export const smallLogs: EventLogs = {
  people: 'others',
  persons: { person: 'id', startsOn: 'starts' },
  exposures: { person: 'id', on: 'day', employer: 'siret' },
  outcomes: { person: 'id', on: 'day', employer: 'siret', contractDays: 'contract' },
  exits: { person: 'id', on: 'day', kind: 'kind', competing: [{ code: 2, kinds: ['training'] }] },
  collectionStart: isoDay(FIRST_DAY + 3),
  rules: { sameDay: 'after', duplicates: 'keep_first', longestContract: 1200, match: 'person' },
};

export const smallProtocol: Protocol & { readonly eventLogs: EventLogs } = {
  ...protocol,
  question: { en: 'Are users hired sooner?' },
  population: {
    label: { en: 'adults' },
    eligibility: [{ column: 'age', is: '>=', value: 18, label: { en: 'aged 18 or over' } }],
  },
  timeZero: { rule: 'landmark', days: 5, label: { en: 'five days after the start' } },
  arms: { column: 'treated', treated: { en: 'users' }, comparison: { en: 'others' } },
  outcome: {
    kind: 'time_to_event',
    column: 'event',
    label: { en: 'hired' },
    unit: 'day',
    primaryHorizon: 12,
    reportingLag: 4,
    survival: { time: 'time', event: 'event' },
    competingEvents: [{ code: 2, label: { en: 'training' } }],
  },
  primary: { method: 'adjusted-survival', options: {}, label: { en: 'adjusted' } },
  eventLogs: smallLogs,
};

/** The four parts of a small world as CSV files in a folder. */
export async function writeParts(folder: string, people: readonly SmallPerson[]) {
  await mkdir(folder, { recursive: true });
  const table = async (name: string, header: string, lines: readonly string[]): Promise<string> => {
    const path = join(folder, `${name}.csv`);
    await writeFile(path, [header, ...lines, ''].join('\n'));
    return path;
  };
  const each = <Row>(rows: (person: SmallPerson) => readonly Row[], line: (row: Row) => string): string[] =>
    people.flatMap((person, index) => rows(person).map((row) => `p${index},${line(row)}`));
  return {
    persons: await table(
      'persons',
      'id,starts,age,sent',
      each(
        (person) => [person],
        ({ start, age, sent }) => `${isoDay(start)},${age},${sent}`,
      ),
    ),
    exposures: await table(
      'exposures',
      'id,day,siret',
      each(
        ({ uses }) => uses,
        ({ day, employer }) => `${isoDay(day)},${employer}`,
      ),
    ),
    outcomes: await table(
      'outcomes',
      'id,day,siret,contract',
      each(
        ({ hires }) => hires,
        ({ day, employer, contract }) => `${isoDay(day)},${employer},${contract}`,
      ),
    ),
    exits: await table(
      'exits',
      'id,day,kind',
      each(
        ({ exits }) => exits,
        ({ day, kind }) => `${isoDay(day)},${kind}`,
      ),
    ),
  };
}
