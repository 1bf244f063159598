import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { readColumns, selectCohort } from '@impact-ledger/cohort';
import { columnsOf, type Protocol } from '@impact-ledger/domain';
import { concludeStudy } from '@impact-ledger/study';
import type { Readings, Source } from '#bonne-boite/reading';
import { readingOf } from '#bonne-boite/run-protocol';
import { email, users } from '../../apps/cli/worlds/bonne-boite/protocols.js';
import { jobSeekersCsv } from '../../apps/cli/worlds/bonne-boite/table.js';
import { truthOf } from '../../apps/cli/worlds/bonne-boite/truth.js';

/** People of the population whose own chances are averaged: its make-up then adds less than 0.00002 to a figure. */
const POPULATION = 2_000_000;

/**
 * The studies of the demonstration on another file for each seed: its rules of eligibility, gates, primary analysis and
 * verdict. Their sensitivity analyses and negative controls, which change no primary estimate, are left out.
 */
export const tableSource: Source = {
  id: 'table',
  rules: ['assignment', 'landmark'],
  truths() {
    const { email: assignment, use: landmark } = truthOf(POPULATION);
    return { assignment, landmark };
  },
  async read(seed, persons, folder): Promise<Readings> {
    const protocols = { assignment: primaryOnly(email()), landmark: primaryOnly(users()) };
    const path = join(folder, 'people.csv');
    await writeFile(path, Readable.from(jobSeekersCsv(persons, seed)));
    const names = Object.values(protocols).flatMap((protocol) => columnsOf(protocol).map(({ column }) => column));
    // Read once for both.
    const table = await readColumns(path, names);
    const studied = (protocol: Protocol) =>
      readingOf(protocol, { seed, rows: table.rows }, (inputs) =>
        concludeStudy(selectCohort(table, protocol), { inputs, protocol, exploratory: false }),
      );
    return { assignment: await studied(protocols.assignment), landmark: await studied(protocols.landmark) };
  },
};

const primaryOnly = (protocol: Protocol): Protocol => ({ ...protocol, sensitivity: [], negativeControls: [] });
