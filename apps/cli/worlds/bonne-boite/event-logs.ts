import type { Life } from './lives.js';
import { EXTRACTED_ON, REPORTING_LAG } from './job-seekers.js';
import { uniform } from './random.js';
import { identifierOf } from './table.js';

const DAY = 86_400_000;
const EXTRACTION = Date.parse(EXTRACTED_ON) / DAY;
const DAYS_A_MONTH = 30;

const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** The files a data set in parts is sent as: CSV, one row a person in the first, one a day in the others. */
export type EventLogFiles = Readonly<Record<'persons' | 'exposures' | 'outcomes', string>>;

/** What the source knew of these lives on the day of the extraction: a hire that is not declared yet is in no file. */
export function eventLogs(lives: readonly Life[], seed: number): EventLogFiles {
  const persons = ['person,starts_on,registered_on,age,education,offers,applications,email,zone'];
  const exposures = ['person,on'];
  const outcomes = ['person,on,declared_on'];
  lives.forEach(({ person, zone, email, use, hire }, index) => {
    const { age, education, months, offers, searches, followed } = person;
    const id = identifierOf(index);
    const start = EXTRACTION - followed;
    const traits = [age, education, offers, searches, Number(email), `Z${zone}`];
    persons.push([id, dateOf(start), dateOf(start - DAYS_A_MONTH * months), ...traits].join(','));
    if (use !== null && use <= followed) exposures.push(`${id},${dateOf(start + use)}`);
    const declared = hire + Math.floor((REPORTING_LAG + 1) * uniform(seed, index, 60));
    if (declared <= followed) outcomes.push(`${id},${dateOf(start + hire)},${dateOf(start + declared)}`);
  });
  const file = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
  return { persons: file(persons), exposures: file(exposures), outcomes: file(outcomes) };
}
