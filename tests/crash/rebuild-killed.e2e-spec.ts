import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { appendAll, manyMeasurements } from '../../libs/readmodel/testing/history.js';
import { createStack, until, type Stack } from './stack.js';

const IMPACT = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));
const COUNT = 12_000;

/** A rebuild in a process of its own, as an operator runs it. */
class Rebuild {
  said = '';
  readonly ended: Promise<unknown>;
  readonly #child: ChildProcess;

  constructor(databaseUrl: string) {
    this.#child = spawn(process.execPath, [IMPACT, 'rebuild', 'measurements'], {
      env: { ...process.env, DATABASE_URL: databaseUrl, IMPACT_DATA: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.said += text));
    }
    this.ended = once(this.#child, 'close');
  }

  get code(): number | null {
    return this.#child.exitCode;
  }

  async killNine(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }
}

describe('a rebuild that is killed', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await createStack();
    await appendAll(stack.store, manyMeasurements(COUNT));
  });
  afterAll(() => stack.close());

  /** Where a build stands; undefined when there is none. */
  const built = async (): Promise<number | undefined> => {
    const { rows } = await stack.pool.query<{ position: string }>(
      `select position from read.projection where name = 'measurements@1'`,
    );
    return rows[0] && Number(rows[0].position);
  };
  const free = async (): Promise<boolean> => {
    const { rowCount } = await stack.pool.query(
      `select from pg_stat_activity where datname = current_database() and application_name = 'impact'`,
    );
    return rowCount === 0;
  };

  test('at any moment, again and again, leaves the live rows whole, goes on where it was, and arrives', async () => {
    const rows = await stack.rebuiltReadModels();
    const { rows: identity } = await stack.pool.query<{ oid: number }>(
      `select 'read.measurement'::regclass::oid as oid`,
    );
    let before = 0;
    for (const target of [1, COUNT / 4, COUNT / 2, COUNT - 1]) {
      const rebuild = new Rebuild(stack.databaseUrl);
      await until(async () => rebuild.code !== null || ((await built()) ?? 0) >= target, `position ${target}`);
      await rebuild.killNine();
      await until(free, 'the server notices');
      const now = (await built()) ?? Number.NaN;
      expect(now).toBeGreaterThanOrEqual(Math.max(before, target));
      before = now;
      expect(await stack.readModels()).toEqual(rows);
    }
    for (const step of ['indexing', 'comparing', 'swapping']) {
      const rebuild = new Rebuild(stack.databaseUrl);
      await until(() => Promise.resolve(rebuild.code !== null || rebuild.said.includes(step)), step);
      await rebuild.killNine();
      await until(free, 'the server notices');
      expect(await stack.readModels()).toEqual(rows);
    }
    const last = new Rebuild(stack.databaseUrl);
    await last.ended;
    expect([last.code, last.said]).toEqual([0, expect.stringContaining('the rebuilt rows are in their place')]);
    expect(await built()).toBeUndefined();
    expect(await stack.readModels()).toEqual(rows);
    const { rows: exchanged } = await stack.pool.query<{ oid: number }>(
      `select 'read.measurement'::regclass::oid as oid`,
    );
    expect(exchanged).not.toEqual(identity);
  }, 240_000);
});
