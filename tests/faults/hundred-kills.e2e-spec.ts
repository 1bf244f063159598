import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startPostgres, type EmbeddedPostgres } from '@impact-ledger/platform';
import { frozenStudy, givenIndicator, requestRun } from '../crash/given.js';
import { endsOf, everything, measurementNumber, record, type Acknowledged } from '../crash/load.js';
import { createStack, until, type Stack } from '../crash/stack.js';
import type { ServerProcess } from '../support/server-process.js';
import { size } from './full-size.js';

const ROUNDS = size(6, 100);
const CLIENTS = 8;

describe('kill -9 of API, worker and PostgreSQL at random moments under load', () => {
  const dataRoot = mkdtempSync(join(tmpdir(), 'impact-kills-'));
  const shared = process.env['TEST_DATABASE_URL'];
  const over = new AbortController();
  let server: EmbeddedPostgres;
  let stack: Stack;
  beforeAll(async () => {
    // As root the server is another account, which must pass through.
    chmodSync(dataRoot, 0o711);
    server = await startPostgres({ dataRoot });
    // This server is of this file alone, flushes as in production, and can be killed.
    process.env['TEST_DATABASE_URL'] = server.url;
    stack = await createStack();
  }, 120_000);
  afterAll(async () => {
    over.abort();
    await stack.close();
    await server.stop();
    process.env['TEST_DATABASE_URL'] = shared;
    rmSync(dataRoot, { recursive: true, force: true });
  }, 120_000);

  const killPostgres = (): void => {
    const [pid = ''] = readFileSync(join(server.dataFolder, 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGKILL');
  };
  /** The same request until it is answered; its key is the caller's, so that it is one request. */
  const insist = async <T>(call: () => Promise<T>): Promise<T> => {
    for (;;) {
      over.signal.throwIfAborted();
      try {
        return await call();
      } catch {
        await pause(100);
      }
    }
  };

  test(`${ROUNDS} rounds: nothing acknowledged is lost, nothing stands twice, the read models equal a clean rebuild`, async () => {
    let api: ServerProcess = await stack.startApi();
    let worker: ServerProcess = await stack.startWorker();
    const editor = await stack.token('edith', 'editor');
    const analyst = await stack.token('anna', 'analyst');
    await givenIndicator(stack, editor);
    await frozenStudy(stack, { token: analyst, study: 'short-run', persons: 2_000 });

    const acknowledged = new Map<number, Acknowledged>();
    let killing = true;
    let next = 0;
    const client = async (): Promise<void> => {
      while (killing) {
        const index = next++;
        acknowledged.set(index, await record(stack, editor, index, over.signal));
      }
    };
    const clients = Array.from({ length: CLIENTS }, client);
    const runs: string[] = [];
    const killed = { api: 0, worker: 0, postgres: 0 };
    const targets = ['api', 'worker', 'postgres'] as const;
    for (let round = 0; round < ROUNDS; round += 1) {
      // Every target has its turn, the moment is left to chance.
      const target = targets[round % targets.length] ?? 'api';
      if (round % 5 === 0) runs.push(await insist(() => requestRun(stack, analyst, 'short-run')));
      const before = acknowledged.size;
      await pause(Math.random() * 400);
      if (target === 'api') {
        await api.killNine();
        api = await stack.startApi();
      } else if (target === 'worker') {
        await worker.killNine();
        worker = await stack.startWorker();
      } else {
        killPostgres();
        server = await startPostgres({ dataRoot });
        // A worker whose database died may leave, for its supervisor to start it again.
        await worker.killNine();
        worker = await stack.startWorker();
      }
      killed[target] += 1;
      await until(async () => acknowledged.size > before, `appends after kill ${round + 1}, of the ${target}`);
    }
    killing = false;
    await Promise.all(clients);
    for (const run of runs) {
      await until(async () => (await endsOf(stack, run)).length > 0, `run ${run} ends`, 240_000);
    }

    const events = await everything(stack);
    const byPosition = new Map(events.map((event) => [event.position.toString(), event]));
    for (const [index, { stream, revision, position }] of acknowledged) {
      const { value } = measurementNumber(index);
      expect(byPosition.get(position)).toMatchObject({ stream, revision, data: { value } });
    }
    expect(events.filter(({ type }) => type === 'MeasurementRecorded')).toHaveLength(acknowledged.size);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => BigInt(index + 1)));
    for (const run of runs) expect(await endsOf(stack, run)).toEqual(['StudyRunCompleted']);
    expect(Math.min(...Object.values(killed))).toBeGreaterThanOrEqual(Math.floor(ROUNDS / 3));

    const live = await stack.readModels();
    await worker.killNine();
    await api.killNine();
    expect(live['measurement']).toHaveLength(acknowledged.size);
    expect(await stack.rebuiltReadModels()).toEqual(live);
  }, 2_400_000);
});
