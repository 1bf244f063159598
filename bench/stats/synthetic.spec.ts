import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COLUMNS, syntheticCohort } from './synthetic.js';

const bytes = (rows: number): Buffer => {
  const cohort = syntheticCohort(rows);
  return Buffer.concat(COLUMNS.map((name) => Buffer.from(cohort[name]!.buffer)));
};

test('a thousand rows are those that the specification gives', () => {
  expect(createHash('sha256').update(bytes(1000)).digest('hex')).toBe(
    '7b7f3a745916c8e1a0c60d6994d1cfcd9f7505ad81c120a5baa9d1d4f25d804d',
  );
});

/** The specification as a program, where the folder with the references lies beside the project. */
const reference = process.env['SYNTHETIC_REFERENCE'] ?? '../shared/reference/generate-synthetic.mjs';
(existsSync(reference) ? test : test.skip)(
  'five thousand rows are, bit for bit, those of the reference program',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'synthetic-'));
    spawnSync(process.execPath, [reference, '5000', join(folder, 'cohort.bin')]);
    expect(bytes(5000).equals(readFileSync(join(folder, 'cohort.bin')))).toBe(true);
    rmSync(folder, { recursive: true });
  },
);
