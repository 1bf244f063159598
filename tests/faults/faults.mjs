/**
 * The faults the ledger is built to survive, in the words of its specification, each with the tests that cause it. The
 * everyday suites run the same tests small; docs/guarantees.md says what each of them shows.
 */
export const FAULTS = [
  {
    fault: 'kill -9 of API, worker and PostgreSQL at random moments under load',
    tests: [
      'tests/faults/hundred-kills.e2e-spec.ts',
      'tests/crash/kill-nine.e2e-spec.ts',
      'tests/crash/rebuild-killed.e2e-spec.ts',
      'tests/contracts/race.int-spec.ts',
      'tests/journeys/database-dies.e2e-spec.ts',
    ],
  },
  { fault: 'two workers with the same job', tests: ['apps/worker/src/worker.e2e-spec.ts'] },
  { fault: 'a worker killed mid-run', tests: ['apps/worker/src/worker.e2e-spec.ts'] },
  {
    fault: 'a worker killed in every step of a second or more of a run of millions',
    tests: ['tests/faults/every-step-killed.e2e-spec.ts'],
  },
  { fault: 'a job delivered twice', tests: ['apps/worker/src/runs/execute-run.int-spec.ts'] },
  { fault: 'PostgreSQL restarted', tests: ['tests/contracts/postgres-restart.int-spec.ts'] },
  { fault: 'PostgreSQL paused', tests: ['tests/api/database-away.int-spec.ts'] },
  { fault: 'PostgreSQL out of connections', tests: ['tests/faults/out-of-connections.int-spec.ts'] },
  { fault: 'disk full on the vault', tests: ['tests/faults/disk-full.e2e-spec.ts'] },
  { fault: 'clock going backwards', tests: ['tests/faults/clock.int-spec.ts'] },
  {
    fault: 'malformed and hostile input on every route',
    tests: ['tests/faults/hostile-input.int-spec.ts', 'tests/api/hostile.int-spec.ts'],
  },
  { fault: 'a million-row import cut in the middle and resumed', tests: ['tests/faults/import-cut.e2e-spec.ts'] },
  {
    fault: 'backup and restore of ledger, vault and keys, with a drill',
    tests: ['tests/faults/backup-drill.e2e-spec.ts'],
  },
];
