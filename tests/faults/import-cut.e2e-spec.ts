import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { givenIndicator } from '../crash/given.js';
import { createStack, until, type Stack } from '../crash/stack.js';
import type { ServerProcess } from '../support/server-process.js';
import { size } from './full-size.js';

const ROWS = size(40_000, 1_000_000);
const PROGRAM = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));

describe(`an import of ${ROWS} rows that is cut in the middle`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'impact-import-'));
  const file = join(folder, 'figures.csv');
  let stack: Stack;
  let api: ServerProcess;
  let token: string;
  let before: bigint;
  beforeAll(async () => {
    const out = createWriteStream(file);
    out.write('indicator,definitionVersion,period,value,quality,source,vintage,breakdown.cell\n');
    for (let row = 0; row < ROWS; row += 1) {
      const day = new Date(Date.UTC(2001, 0, 1 + Math.floor(row / 200))).toISOString().slice(0, 10);
      out.write(`job-finding,1,${day},${row},50,declarations,2026-01-31,cell ${row % 200}\n`);
    }
    out.end();
    await finished(out);
    stack = await createStack();
    api = await stack.startApi();
    token = await stack.token('edith', 'editor');
    await givenIndicator(stack, token);
    before = await stack.store.head();
  }, 180_000);
  afterAll(async () => {
    await stack.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const begin = () => {
    const child = spawn(process.execPath, [PROGRAM, 'import', file, '--json'], {
      env: { PATH: process.env['PATH'], NO_COLOR: '1', IMPACT_URL: stack.url, IMPACT_TOKEN: token },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let data = '';
    let messages = '';
    child.stdout.on('data', (chunk) => (data += String(chunk)));
    child.stderr.on('data', (chunk) => (messages += String(chunk)));
    const ended = once(child, 'close').then(() => ({ code: child.exitCode, data, messages }));
    return { child, ended };
  };
  const recorded = async (): Promise<number> => Number((await stack.store.head()) - before);

  test('by the death of its sender and by that of the API, then sent again: every row stands once', async () => {
    const first = begin();
    await until(async () => (await recorded()) > ROWS / 10, 'a tenth is recorded', 300_000);
    first.child.kill('SIGKILL');
    await first.ended;

    const second = begin();
    await until(async () => (await recorded()) > ROWS / 3, 'a third is recorded', 300_000);
    await api.killNine();
    const cut = await second.ended;
    expect(cut.code).toBe(1);
    expect(cut.messages).toMatch(/again/);
    const stood = await recorded();
    expect(stood).toBeLessThan(ROWS);
    api = await stack.startApi();

    const third = await begin().ended;
    expect({ code: third.code, messages: third.messages }).toMatchObject({ code: 0 });
    const report = JSON.parse(third.data) as { recorded: number; repeated: number; rejected: number };
    expect(report.rejected).toBe(0);
    expect(report.recorded + report.repeated).toBe(ROWS);
    expect(report.repeated).toBeGreaterThanOrEqual(stood); // the database may commit what the dead API had sent
    expect(await recorded()).toBe(ROWS);

    const { rows } = await stack.pool.query<{ rows: string; streams: string }>(
      `select count(*) as rows, count(distinct stream) as streams from ledger.event where type = 'MeasurementRecorded'`,
    );
    expect(rows).toEqual([{ rows: String(ROWS), streams: String(ROWS) }]);
  }, 1_800_000);
});
