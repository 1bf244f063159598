/**
 * `npm run test:faults [-- --testPathPatterns <pattern>]`: every fault that the ledger is built to survive, by name and
 * at full size. The everyday suites run the same tests small. docs/guarantees.md says which test shows what.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const FAULTS = [
  ['kill -9 of API, worker and PostgreSQL at random moments under load', 'tests/faults/hundred-kills'],
  ['kill -9 of the API and of a worker in the middle of a run', 'tests/crash/kill-nine'],
  ['kill -9 of a rebuild', 'tests/crash/rebuild-killed'],
  ['writers that stall, abort and lose their connections', 'tests/contracts/race'],
  ['two workers with the same job; a worker killed in the middle of a run', 'apps/worker/src/worker.e2e-spec'],
  ['a job delivered twice', 'apps/worker/src/runs/execute-run'],
  ['PostgreSQL restarted under load', 'tests/contracts/postgres-restart'],
  ['PostgreSQL paused, and killed under the API', 'tests/api/database-away'],
  ['PostgreSQL dies under `impact up`', 'tests/journeys/database-dies'],
  ['PostgreSQL out of connections', 'tests/faults/out-of-connections'],
  ['disk full on the vault', 'tests/faults/disk-full'],
  ['clock going backwards', 'tests/faults/clock'],
  ['malformed and hostile input on every route', 'tests/faults/hostile-input'],
  ['malformed and hostile input, by hand', 'tests/api/hostile'],
  ['an import of a million rows cut in the middle', 'tests/faults/import-cut'],
  ['backup and restore of ledger, vault and keys, killed and spoilt', 'tests/faults/backup-drill'],
];
const given = process.argv.slice(2);
for (const [fault, pattern] of given.length > 0 ? [] : FAULTS) console.error(`${fault}: ${pattern}`);
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    'node_modules/jest/bin/jest.js',
    '--selectProjects=integration',
    '--selectProjects=e2e',
    '--runInBand',
    '--verbose',
    ...(given.length > 0 ? given : FAULTS.flatMap(([, pattern]) => ['--testPathPatterns', pattern])),
  ],
  { cwd: fileURLToPath(new URL('../../', import.meta.url)), stdio: 'inherit', env: { ...process.env, FAULTS: 'full' } },
);
process.exit(status ?? 1);
