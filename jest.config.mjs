import { readFileSync } from 'node:fs';

const swc = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));

/** Three kinds of test, told apart by their suffix (see CONTRIBUTING.md). */
const suffix = { unit: 'spec', integration: 'int-spec', e2e: 'e2e-spec' };

const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '^.+\\.tsx?$': ['@swc/jest', { ...swc, swcrc: false, sourceMaps: 'inline' }] },
  moduleNameMapper: {
    '^@impact-ledger/(platform|domain|ledger|readmodel|cohort|stats|study|application|web)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['/dist/'],
};

export default {
  projects: [
    { ...shared, displayName: 'unit', testRegex: `(?<!\\.(int|e2e))[.-]${suffix.unit}\\.tsx?$`.replace('[.-]', '\\.') },
    {
      ...shared,
      displayName: 'integration',
      testRegex: `\\.${suffix.integration}\\.tsx?$`,
      globalSetup: '<rootDir>/tests/support/start-postgres.ts',
      globalTeardown: '<rootDir>/tests/support/stop-postgres.ts',
    },
  ],
};
