import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EventLogs, Protocol } from '@impact-ledger/domain';
import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oracle, type OracleRow, type SmallPerson } from '../testing/oracle.js';
import { FIRST_DAY, isoDay, smallLogs, smallProtocol, writeParts } from '../testing/small-world.js';
import { buildTrialTable } from './build-trial-table.js';

type LogProtocol = Protocol & { readonly eventLogs: EventLogs };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'logs-'));
});
afterAll(() => rm(folder, { recursive: true }));

const DAYS = 40;
const day = fc.integer({ min: 0, max: DAYS }).map((offset) => FIRST_DAY + offset);
const employer = fc.constantFrom('a', 'b');
const person: fc.Arbitrary<SmallPerson> = fc.record({
  start: fc.integer({ min: 0, max: 20 }).map((offset) => FIRST_DAY + offset),
  age: fc.integer({ min: 16, max: 30 }),
  sent: fc.constantFrom(0, 1),
  uses: fc.array(fc.record({ day, employer }), { maxLength: 3 }),
  hires: fc.array(fc.record({ day, employer, contract: fc.constantFrom(30, 1200, 1201) }), { maxLength: 3 }),
  exits: fc.array(fc.record({ day, kind: fc.constantFrom('training', 'moved') }), { maxLength: 1 }),
});
/** A use, a hire and an exit in the middle, so that no log of a world is empty. */
const certain: SmallPerson = {
  start: FIRST_DAY,
  age: 30,
  sent: 1,
  uses: [{ day: FIRST_DAY + 4, employer: 'a' }],
  hires: [{ day: FIRST_DAY + 9, employer: 'a', contract: 30 }],
  exits: [{ day: FIRST_DAY + 30, kind: 'moved' }],
};
const world = fc.array(person, { minLength: 30, maxLength: 60 }).map((people) => [certain, ...people]);

let worlds = 0;
async function rowsOf(people: readonly SmallPerson[], protocol: LogProtocol, extraction: number) {
  const place = join(folder, `world-${worlds++}`);
  const paths = await writeParts(place, people);
  const built = await buildTrialTable(
    { paths, extractedOn: isoDay(extraction), spill: join(place, 'spill') },
    protocol,
  );
  const { columns, rows } = built.table;
  const value = (name: string, row: number): number => (columns[name] as Float64Array)[row]!;
  const found: OracleRow[] = Array.from({ length: rows }, (_, row) => {
    const outcome = value('outcome', row);
    return {
      person: value('person', row),
      treated: value('treated', row),
      time: value('time', row),
      event: value('event', row),
      outcome: Number.isNaN(outcome) ? null : outcome,
      deviated: value('deviated', row),
      trial: value('trial', row),
    };
  });
  await rm(place, { recursive: true });
  return { ...built, found };
}

const DERIVED = ['person', 'treated', 'time', 'event', 'outcome', 'deviated', 'trial'];

const RULES: readonly Protocol['timeZero'][] = [
  { rule: 'assignment', label: { en: 'the sending' } },
  { rule: 'landmark', days: 5, label: { en: 'day five' } },
  { rule: 'grace', days: 4, label: { en: 'the start' } },
  { rule: 'sequential_trials', every: 3, trials: 4, contrast: 'initiation', label: { en: 'every three days' } },
  { rule: 'sequential_trials', every: 3, trials: 4, contrast: 'per_protocol', label: { en: 'every three days' } },
];

describe.each(RULES.map((timeZero) => [JSON.stringify(timeZero), timeZero] as const))('time zero %s', (_, timeZero) => {
  test.each(['before', 'after', 'drop'] as const)('as one walks through the days, same day %s', async (sameDay) => {
    const arms = { ...smallProtocol.arms, ...(timeZero.rule === 'assignment' && { column: 'sent' }) };
    await fc.assert(
      fc.asyncProperty(world, fc.constantFrom('binary', 'time_to_event'), async (people, kind) => {
        const protocol: LogProtocol = {
          ...smallProtocol,
          timeZero,
          arms,
          outcome: { ...smallProtocol.outcome, kind },
          eventLogs: { ...smallLogs, rules: { ...smallLogs.rules, sameDay } },
          negativeControls: DERIVED.map((column) => ({
            column,
            label: { en: column },
            kind: 'continuous' as const,
            measured: 'after_time_zero' as const,
          })),
        };
        const extraction = FIRST_DAY + 34;
        const { found, flow } = await rowsOf(people, protocol, extraction);
        expect(found).toEqual(oracle(people, protocol, extraction));
        const steps = flow.filter(({ step }) => step !== 'clones' && step !== 'trials');
        steps.slice(1).forEach((step, index) => expect(step.kept + step.left).toBe(steps[index]!.kept));
        expect(steps.at(-1)!.kept).toBe(new Set(found.map((row) => row.person)).size);
      }),
      { numRuns: 6 },
    );
  });
});
