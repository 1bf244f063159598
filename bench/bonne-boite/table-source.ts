import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { readColumns, selectCohort } from '@impact-ledger/cohort';
import { columnsOf, type Protocol, type StudyResult } from '@impact-ledger/domain';
import { StatisticalError, type Table } from '@impact-ledger/stats';
import { concludeStudy } from '@impact-ledger/study';
import type { Reading, Readings, Source } from '#bonne-boite/reading';
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
    const [drawn, chosen] = [primaryOnly(email()), primaryOnly(users())];
    const path = join(folder, 'people.csv');
    await writeFile(path, Readable.from(jobSeekersCsv(persons, seed)));
    const names = [drawn, chosen].flatMap((protocol) => columnsOf(protocol).map(({ column }) => column));
    const table = await readColumns(path, names);
    return { assignment: studied(drawn, seed, table), landmark: studied(chosen, seed, table) };
  },
};

const primaryOnly = (protocol: Protocol): Protocol => ({ ...protocol, sensitivity: [], negativeControls: [] });

function studied(protocol: Protocol, seed: number, table: Table): Reading {
  const inputs = {
    ...{ study: 'bonne-boite', protocolHash: 'a'.repeat(64), seed, look: 1 },
    dataset: { id: 'people', sha256: 'b'.repeat(64), rows: table.rows },
    engine: { version: '0.1.0', lock: 'c'.repeat(64) },
  };
  try {
    const run = { inputs, protocol, exploratory: false };
    return readingOf(concludeStudy(selectCohort(table, protocol), run).result, protocol);
  } catch (error) {
    if (error instanceof StatisticalError) return { refused: error.message };
    throw error;
  }
}

function readingOf({ findings, verdictReason }: StudyResult, { design }: Protocol): Reading {
  const primary = findings?.primary;
  if (!findings || !primary) return { refused: verdictReason.en ?? 'refused' };
  const { lower, upper } = findings.naive.interval;
  return {
    value: primary.value,
    standardError: primary.standardError!,
    ...{ lower: primary.interval.lower, upper: primary.interval.upper, rows: primary.n.total },
    naive: design === 'randomised' ? null : { value: findings.naive.value, lower, upper },
  };
}
