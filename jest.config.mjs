import { readFileSync } from 'node:fs';

const swc = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));

const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '^.+\\.tsx?$': ['@swc/jest', { ...swc, swcrc: false, sourceMaps: 'inline' }] },
  moduleNameMapper: {
    '^@impact-ledger/([a-z]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^@impact-ledger/([a-z]+)/testing$': '<rootDir>/libs/$1/src/testing/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['/dist/', '<rootDir>/bench/peers/'],
};

const withPostgres = {
  ...shared,
  globalSetup: '<rootDir>/tests/support/start-postgres.ts',
  globalTeardown: '<rootDir>/tests/support/stop-postgres.ts',
};

/** Three kinds of test, told apart by their suffix: pure, on a real PostgreSQL, on the whole built stack. */
export default {
  testTimeout: 60_000,
  // Modules of finished files stay in a worker's memory and slow what follows: it begins anew beyond this.
  workerIdleMemoryLimit: '700MB',
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['**/*.spec.ts', '**/*.spec.tsx'] },
    { ...withPostgres, displayName: 'integration', testMatch: ['**/*.int-spec.ts'] },
    { ...withPostgres, displayName: 'e2e', testMatch: ['**/*.e2e-spec.ts'] },
  ],
};
