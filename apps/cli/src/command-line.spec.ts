import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

interface Outcome {
  readonly code: number | null;
  readonly data: string;
  readonly messages: string;
}

/** The command line as a person calls it, from source. */
function impact(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  preload: readonly string[] = [],
): Promise<Outcome> {
  const loader = ['--import', './tests/support/typescript.mjs', ...preload, './apps/cli/src/main.ts'];
  const child = spawn(process.execPath, [...loader, ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let data = '';
  let messages = '';
  child.stdout.on('data', (chunk) => (data += String(chunk)));
  child.stderr.on('data', (chunk) => (messages += String(chunk)));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, data, messages })));
}

describe('impact', () => {
  let folder: string;
  let file: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'impact-cli-'));
    file = join(folder, 'trial.csv');
    const arm = (treated: number, successes: number) =>
      Array.from({ length: 11 }, (_, row) => `${treated},${row < successes ? 1 : 0}`);
    writeFileSync(file, ['treated,placed', ...arm(1, 8), ...arm(0, 6)].join('\n'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('says what it can do', async () => {
    const { code, data } = await impact(['--help']);
    expect(code).toBe(0);
    for (const command of [
      'up',
      'demo',
      'import',
      'estimate',
      'study',
      'dataset',
      'run',
      'replay',
      'token',
      'login-link',
    ]) {
      expect(data).toMatch(new RegExp(`^  ${command} `, 'm'));
    }
  });

  test.each([
    ['20.20.2', 1],
    ['22.11.0', 1],
    ['22.12.0', 0],
    ['30.0.0', 0],
  ])('looks at its Node before anything else: %s', async (node, expected) => {
    const versions = `{ ...process.versions, node: '${node}' }`;
    const pretend = `data:text/javascript,Object.defineProperty(process, 'versions', { value: ${versions} })`;
    const { code, messages } = await impact(['--version'], {}, ['--import', pretend]);
    expect(code).toBe(expected);
    if (expected === 0) return;
    const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { engines: { node: string } };
    const [least] = engines.node.match(/[\d.]+/) ?? [];
    expect(messages).toBe(
      `impact: needs Node ${least} or newer, this is ${node}: ` +
        '`npm run impact -- ...` (or `npm start`, `npm run demo`) brings its own.\n',
    );
  });

  test('estimates from a file of this machine, as JSON alone on standard output', async () => {
    const args = [
      'estimate',
      'risk-difference',
      '--data',
      file,
      '--treatment',
      'treated',
      '--outcome',
      'placed',
      '--json',
    ];
    const { code, data, messages } = await impact(args);
    expect({ code, messages }).toEqual({ code: 0, messages: '' });
    const found = JSON.parse(data) as {
      value: number;
      interval: { lower: number; upper: number };
      n: { total: number };
    };
    // 8/11 against 6/11: 2/11, Newcombe -0.198 to 0.500.
    expect(found.value).toBeCloseTo(2 / 11, 12);
    expect(found.interval.lower).toBeCloseTo(-0.198, 3);
    expect(found.interval.upper).toBeCloseTo(0.5, 3);
    expect(found.n.total).toBe(22);
  });

  test('lists the catalogue as data', async () => {
    const { code, data } = await impact(['estimate', '--list', '--json']);
    expect(code).toBe(0);
    expect((JSON.parse(data) as { id: string }[]).map(({ id }) => id)).toContain('aipw');
  });

  test.each([
    ['an unknown command', ['nope'], 2, "unknown command 'nope'"],
    ['an unknown method', ['estimate', 'guess'], 2, 'There is no method "guess"'],
    ['options that are no object', ['estimate', 'welch', '--options', '[1]'], 2, '--options takes a JSON object'],
    [
      'a file that is not there',
      ['estimate', 'welch', '--data', 'no.csv', '--outcome', 'y'],
      2,
      'no.csv cannot be read',
    ],
    ['a token without an account', ['token', 'create', '--role', 'admin'], 2, "required option '--account"],
    ['a review without a decision', ['study', 'review', 's', 'r', '--comment', 'read'], 2, 'say --accept or --reject'],
    [
      'a review with two decisions',
      ['study', 'review', 's', 'r', '--accept', '--reject', '--comment', 'read'],
      2,
      'say --accept or --reject',
    ],
    ['a retraction without a reason', ['study', 'retract', 's', 'r'], 2, "required option '--reason"],
    ['an erasure without a reason', ['dataset', 'erase', 'd'], 2, "required option '--reason"],
    ['measurements of another form', ['import', 'figures.xlsx'], 2, 'measurements come as .csv or .ndjson'],
  ])('answers %s with what is wrong, and nothing on standard output', async (_what, args, expected, says) => {
    const { code, data, messages } = await impact(args);
    expect(code).toBe(expected);
    expect(messages).toContain(says);
    expect(data).toBe('');
  });

  test('names a column that the file does not have', async () => {
    const { code, messages } = await impact([
      'estimate',
      'welch',
      '--data',
      file,
      '--treatment',
      'treated',
      '--outcome',
      'hired',
    ]);
    expect(code).toBe(1);
    expect(messages).toContain('hired');
    expect(messages).toContain('placed');
  });

  test('asks for a token where one is needed, and never takes one from a flag', async () => {
    const { code, messages } = await impact(['study', 'list', '--url', 'http://127.0.0.1:1'], { IMPACT_DATA: folder });
    expect(code).toBe(1);
    expect(messages).toContain('IMPACT_TOKEN');
    expect((await impact(['study', 'list', '--token', 'secret'])).code).toBe(2);
  });

  test('says when nobody answers', async () => {
    const { code, messages } = await impact(['study', 'list', '--url', 'http://127.0.0.1:1'], {
      IMPACT_DATA: folder,
      IMPACT_TOKEN: 'secret-of-mine',
    });
    expect(code).toBe(1);
    expect(messages).toContain('nobody answers at http://127.0.0.1:1');
    expect(messages).not.toContain('secret-of-mine');
  });

  test('takes address and token from the environment, checked like every other setting', async () => {
    const asked = await impact(['study', 'list'], {
      IMPACT_DATA: folder,
      IMPACT_URL: 'http://127.0.0.1:1/',
      IMPACT_TOKEN: 'secret-of-mine',
    });
    expect(asked.messages).toContain('nobody answers at http://127.0.0.1:1 ');
    const wrong = await impact(['study', 'list'], { IMPACT_URL: 'ledger:3000', IMPACT_TOKEN: 'secret of mine' });
    expect(wrong.code).toBe(1);
    expect(wrong.messages).toContain('IMPACT_URL is "ledger:3000": write an address like http://127.0.0.1:3000');
    expect(wrong.messages).toContain('IMPACT_TOKEN is set to a value that is not shown (secret)');
    expect(wrong.messages).not.toContain('secret of mine');
  });
});
