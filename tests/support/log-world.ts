import type { Protocol } from '@impact-ledger/domain';
import { protocol } from '@impact-ledger/domain/testing';

/** The parts of a small world of job seekers, as CSV. */
export interface LogWorld {
  readonly persons: string;
  readonly exposures: string;
  readonly outcomes: string;
  readonly exits: string;
}

const DAY = 86_400_000;
const FIRST = Date.parse('2025-01-01');
export const nameOf = (person: number): string => `person-${person}@example.org`;
const on = (day: number): string => new Date(FIRST + day * DAY).toISOString().slice(0, 10);

/** Uniform on (0, 1); the same numbers each time. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

/** Users find work more than three times as soon as the others; who is older uses the service less. The same files each time. */
export function logWorld(people: number): LogWorld {
  const next = uniform(20_250_101);
  const rows = {
    persons: ['id,starts,registered,age'],
    exposures: ['id,day,siret'],
    outcomes: ['id,day,declared,siret,contract'],
    exits: ['id,day,kind'],
  };
  for (let person = 0; person < people; person += 1) {
    const id = nameOf(person);
    const start = person % 60;
    const age = 20 + Math.floor(next() * 40);
    rows.persons.push(`${id},${on(start)},${on(start - Math.floor(next() * 300))},${age}`);
    const used = next() < 0.75 - age / 100 ? start + 1 + Math.floor(next() * 25) : undefined;
    if (used !== undefined) {
      rows.exposures.push(`${id},${on(used)},${1 + (person % 7)}`);
      if (person % 5 === 0) rows.exposures.push(`${id},${on(used + 3)},${1 + (person % 7)}`);
    }
    const begun = used ?? start;
    const hired = begun + 1 + Math.floor(-Math.log(next()) * (used === undefined ? 220 : 60));
    if (hired < 200)
      rows.outcomes.push(
        `${id},${on(hired)},${on(hired + (person % 9))},${1 + (person % 7)},${person % 40 === 3 ? 1800 : 180}`,
      );
    if (person % 11 === 2) rows.exits.push(`${id},${on(start + 30 + (person % 50))},moved`);
  }
  const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
  return {
    persons: text(rows.persons),
    exposures: text(rows.exposures),
    outcomes: text(rows.outcomes),
    exits: text(rows.exits),
  };
}

export const logDeclaration = (dataset: string) => ({
  dataset,
  product: 'bonne-boite',
  name: 'job seekers, their activity and their hires',
  source: 'simulation',
  extractedOn: '2025-09-30',
  quality: 90 as const,
  pseudonymised: ['id'],
});

/** Users by day 14 against the others still looking then, hired within 60 days. */
export const byLandmark: Protocol = {
  ...protocol,
  question: { en: 'Are users hired more often within sixty days?' },
  timeZero: { rule: 'landmark', days: 14, label: { en: 'day 14' } },
  arms: { column: 'treated', treated: { en: 'users' }, comparison: { en: 'others' } },
  outcome: {
    kind: 'binary',
    column: 'outcome',
    label: { en: 'hired within 60 days' },
    unit: 'points',
    primaryHorizon: 60,
    reportingLag: 10,
  },
  covariates: [
    { column: 'age', label: { en: 'age' }, kind: 'continuous', measured: 'before_time_zero' },
    { column: 'days_registered', label: { en: 'days registered' }, kind: 'continuous', measured: 'before_time_zero' },
    { column: 'calendar_month', label: { en: 'month' }, kind: 'category', measured: 'before_time_zero' },
  ],
  primary: { method: 'ipw', options: {}, label: { en: 'weighted' } },
  eventLogs: {
    people: 'job_seekers',
    persons: { person: 'id', startsOn: 'starts', registeredOn: 'registered' },
    exposures: { person: 'id', on: 'day', employer: 'siret' },
    outcomes: { person: 'id', on: 'day', declaredOn: 'declared', employer: 'siret', contractDays: 'contract' },
    exits: { person: 'id', on: 'day', kind: 'kind' },
    collectionStart: '2025-01-01',
    rules: { sameDay: 'after', duplicates: 'keep_first', longestContract: 1200, match: 'person' },
  },
};

/** Both strategies from the start for everybody: use within two weeks, or none within them. */
export const byGrace: Protocol = {
  ...byLandmark,
  timeZero: { rule: 'grace', days: 14, label: { en: 'the start' } },
  outcome: {
    ...byLandmark.outcome,
    kind: 'time_to_event',
    column: 'event',
    unit: 'day',
    survival: { time: 'time', event: 'event' },
  },
  primary: { method: 'clone-censor-weight', options: {}, label: { en: 'clones' } },
};

/** The figure of production: of users, those hired where they had used the service before. */
export const byProductionRules: Protocol = {
  ...byLandmark,
  design: 'naive_match',
  timeZero: { rule: 'assignment', label: { en: 'the start' } },
  covariates: [],
  primary: { method: 'risk-difference', options: {}, label: { en: 'as counted' } },
  eventLogs: {
    ...byLandmark.eventLogs!,
    rules: { sameDay: 'after', duplicates: 'keep_first', longestContract: 1200, match: 'person_and_employer' },
  },
};
