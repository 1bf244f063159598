/**
 * `npm run test:faults [-- --testPathPatterns <pattern>]`: every fault that the ledger is built to survive, by name and
 * at full size. The everyday suites run the same tests small.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const FAULTS = [
  'tests/faults/',
  'tests/crash/',
  'tests/contracts/race',
  'tests/contracts/postgres-restart',
  'tests/api/database-away',
  'tests/api/hostile',
  'apps/worker/src/worker.e2e-spec',
  'apps/worker/src/runs/execute-run',
  'tests/journeys/database-dies',
];
const given = process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    'node_modules/jest/bin/jest.js',
    '--selectProjects=integration',
    '--selectProjects=e2e',
    '--runInBand',
    '--verbose',
    ...(given.length > 0 ? given : FAULTS.flatMap((pattern) => ['--testPathPatterns', pattern])),
  ],
  { cwd: fileURLToPath(new URL('../../', import.meta.url)), stdio: 'inherit', env: { ...process.env, FAULTS: 'full' } },
);
process.exit(status ?? 1);
