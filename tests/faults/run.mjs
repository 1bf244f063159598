/**
 * `npm run test:faults [-- <part of a fault's name>...]`: every fault that the ledger is built to survive, at full size,
 * and at the end each by name with what became of it. `-- --list` names them and runs nothing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FAULTS } from './faults.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const asked = process.argv.slice(2).filter((argument) => argument !== '--list');
const chosen = FAULTS.filter(({ fault }) => asked.length === 0 || asked.some((part) => fault.includes(part)));
if (chosen.length === 0) {
  console.error(`No fault is named "${asked.join('" or "')}": npm run test:faults -- --list names them.`);
  process.exit(2);
}
for (const { fault, tests } of chosen) console.error(`${fault}\n  ${tests.join('\n  ')}`);
const missing = chosen.flatMap(({ tests }) => tests.filter((test) => !existsSync(join(root, test))));
if (missing.length > 0) {
  console.error(`No such test: ${missing.join(', ')}. Correct tests/faults/faults.mjs.`);
  process.exit(1);
}
if (process.argv.includes('--list')) process.exit(0);

const folder = mkdtempSync(join(tmpdir(), 'impact-faults-'));
const outcome = join(folder, 'outcome.json');
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    'node_modules/jest/bin/jest.js',
    '--selectProjects=integration',
    '--selectProjects=e2e',
    '--runInBand',
    '--verbose',
    '--json',
    `--outputFile=${outcome}`,
    '--runTestsByPath',
    ...new Set(chosen.flatMap(({ tests }) => tests)),
  ],
  { cwd: root, stdio: ['inherit', 'ignore', 'inherit'], env: { ...process.env, FAULTS: 'full' } },
);
const { testResults } = existsSync(outcome) ? JSON.parse(readFileSync(outcome, 'utf8')) : { testResults: [] };
rmSync(folder, { recursive: true });

let bad = status !== 0;
console.log();
for (const { fault, tests } of chosen) {
  const found = tests.map((test) => testResults.find(({ name }) => name === join(root, test)));
  const each = found.flatMap((file) => file?.assertionResults ?? []);
  const count = (state) => each.filter((one) => one.status === state).length;
  const survived = found.every((file) => file && file.status !== 'failed') && count('failed') === 0;
  // A fault that nothing caused is not survived: it is told, as the machine may not have what it takes.
  const verdict = !survived ? 'FAILED' : count('passed') === 0 ? 'not tried' : 'survived';
  bad ||= !survived;
  console.log(`${verdict.padEnd(9)}  ${fault} (${count('passed')} passed, ${count('pending')} skipped)`);
}
process.exit(bad ? 1 : 0);
