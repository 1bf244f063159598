import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cruise, type ICruiseOptions, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Configuration {
  forbidden: IForbiddenRuleType[];
  options: ICruiseOptions;
}

/** One import that each rule must refuse: file, and what it imports. */
const offences: Record<string, [file: string, imported: string]> = {
  'no-cycle': ['libs/domain/src/index.ts', './other.js'],
  'one-entry': ['libs/ledger/src/index.ts', '../../domain/src/other.js'],
  'testing-in-tests-only': ['libs/ledger/src/index.ts', '../../domain/src/testing/index.js'],
  'no-app-to-app': ['apps/cli/src/index.ts', '../../api/src/index.js'],
  resolvable: ['libs/ledger/src/index.ts', './nowhere.js'],
  'readmodel-types-only': ['libs/web/src/index.ts', '../../readmodel/src/index.js'],
  'layer-libs-platform': ['libs/platform/src/index.ts', '../../domain/src/index.js'],
  'layer-libs-domain': ['libs/domain/src/index.ts', '../../ledger/src/index.js'],
  'layer-libs-stats': ['libs/stats/src/index.ts', '../../domain/src/index.js'],
  'layer-libs-proof': ['libs/proof/src/index.ts', '../../domain/src/index.js'],
  'layer-libs-ledger': ['libs/ledger/src/index.ts', '../../readmodel/src/index.js'],
  'layer-libs-readmodel': ['libs/readmodel/src/index.ts', '../../application/src/index.js'],
  'layer-libs-cohort': ['libs/cohort/src/index.ts', '../../ledger/src/index.js'],
  'layer-libs-study': ['libs/study/src/index.ts', '../../ledger/src/index.js'],
  'layer-libs-application': ['libs/application/src/index.ts', '../../web/src/index.js'],
  'layer-libs-web': ['libs/web/src/index.ts', '../../ledger/src/index.js'],
  'layer-apps-api': ['apps/api/src/index.ts', '../../../libs/stats/src/index.js'],
  'layer-apps-worker': ['apps/worker/src/index.ts', '../../../libs/web/src/index.js'],
  'layer-apps-cli': ['apps/cli/src/index.ts', '../../worker/src/index.js'],
  'pure-libs-domain': ['libs/domain/src/index.ts', 'node:fs'],
  'pure-libs-stats': ['libs/stats/src/index.ts', 'node:fs'],
};

let configuration: Configuration;
let tree: string;

const write = (file: string, content: string): void => {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), content);
};

async function violated(): Promise<string[]> {
  const { tsConfig: _none, ...options } = configuration.options;
  const { output } = await cruise(['apps', 'libs'], {
    ...options,
    baseDir: tree,
    validate: true,
    ruleSet: { forbidden: configuration.forbidden },
  });
  return (output as ICruiseResult).summary.violations.map((violation) => violation.rule.name);
}

beforeAll(async () => {
  const file = pathToFileURL(join(root, '.dependency-cruiser.mjs')).href;
  configuration = ((await import(file)) as { default: Configuration }).default;
  tree = mkdtempSync(join(tmpdir(), 'layers-'));
  const rooms = Object.values(offences).map(([offender]) => dirname(offender));
  for (const room of new Set([...rooms, 'libs/readmodel/src', 'libs/domain/src/testing', 'apps/api/src'])) {
    write(`${room}/index.ts`, 'export const here = 1;\n');
    write(`${room}/other.ts`, "import { here } from './index.js';\nexport const other = here;\n");
  }
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

test('a tree that keeps the layers breaks no rule', async () => {
  expect(await violated()).toEqual([]);
});

describe('each rule refuses the import it exists for', () => {
  test('every rule has an offence here', () => {
    expect(configuration.forbidden.map((rule) => rule.name).sort()).toEqual(Object.keys(offences).sort());
  });

  test.each(Object.entries(offences))('%s', async (rule, [file, imported]) => {
    write(file, `import * as offence from '${imported}';\nexport const here = 1;\nexport { offence };\n`);
    try {
      expect(await violated()).toContain(rule);
    } finally {
      write(file, 'export const here = 1;\n');
    }
  });
});

test('the rules see the real tree, through the package names', async () => {
  const { output } = await cruise(['apps', 'libs'], {
    ...configuration.options,
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: configuration.forbidden },
  });
  const { modules } = output as ICruiseResult;
  expect(modules.length).toBeGreaterThan(60);
  const resolved = modules
    .filter((module) => module.source.startsWith('libs/ledger/src/'))
    .flatMap((module) => module.dependencies)
    .filter((dependency) => dependency.module === '@impact-ledger/domain')
    .map((dependency) => dependency.resolved);
  expect(new Set(resolved)).toEqual(new Set(['libs/domain/src/index.ts']));
});
