import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EligibilityRule, Protocol } from '@impact-ledger/domain';
import { protocol } from '@impact-ledger/domain/testing';
import { buildCohort } from './index.js';
import { buildTrialTable } from './logs/build-trial-table.js';
import type { SmallPerson } from './testing/oracle.js';
import { FIRST_DAY, isoDay, smallProtocol, writeParts } from './testing/small-world.js';

const PEOPLE = `id,starts,departement,age,open,used,hired
p0,2025-01-01,01,17,true,1,0
p1,2025-01-01,1A,18,true,0,1
p2,2025-01-01,01,40,false,1,1
p3,2025-02-01,75,,true,0,0
p4,2025-01-01,,9,true,1,1
`;
const person: SmallPerson = {
  start: FIRST_DAY,
  age: 30,
  sent: 1,
  uses: [{ day: FIRST_DAY + 4, employer: 'a' }],
  hires: [{ day: FIRST_DAY + 9, employer: 'a', contract: 30 }],
  exits: [{ day: FIRST_DAY + 30, kind: 'moved' }],
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eligible-'));
});
afterAll(() => rm(folder, { recursive: true }));

// As people write them, and as they stand in a protocol: text, which the kind of the column gives its meaning.
describe.each<[string, EligibilityRule['is'], string, number]>([
  ['a code that looks like a number', '!=', '01', 2],
  ['the same code', '=', '01', 2],
  ['no such code', '=', '1', 0],
  ['a number', '>=', '18', 2],
  ['a number as a number, not letter by letter', '<', '18', 2],
  ['a day', '<', '2025-01-15', 4],
  ['true or false', '=', 'true', 4],
])('a rule with %s', (_, is, value, kept) => {
  const column = value.startsWith('2025')
    ? 'starts'
    : value === 'true'
      ? 'open'
      : /^0?1$/.test(value)
        ? 'departement'
        : 'age';
  const population: Protocol['population'] = {
    label: { en: 'job seekers' },
    eligibility: [{ column, is, value, label: { en: 'eligible' } }],
  };
  const keptIn = (flow: readonly { readonly step: string; readonly kept: number }[]) =>
    flow.find(({ step }) => step === 'eligibility-1')?.kept;

  test('keeps the same people in a table and in event logs', async () => {
    const table = join(folder, 'table.csv');
    await writeFile(table, PEOPLE);
    const { flow } = await buildCohort(table, { ...protocol, covariates: [], population });
    expect(keptIn(flow)).toBe(kept);

    const paths = await writeParts(join(folder, 'parts'), [person]);
    await writeFile(paths.persons, PEOPLE);
    const source = { paths, extractedOn: isoDay(FIRST_DAY + 60), spill: join(folder, 'spill') };
    const built = await buildTrialTable(source, { ...smallProtocol, covariates: [], population });
    expect(keptIn(built.flow)).toBe(kept);
  });
});
