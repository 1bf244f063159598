import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { frozenStudy, givenIndicator, requestRun } from './given.js';
import { endsOf, everything, measurementNumber, record, type Acknowledged } from './load.js';
import type { ServerProcess } from '../support/server-process.js';
import { createStack, until, type Stack } from './stack.js';

const APPENDS = 10_000;
const CLIENTS = 16;
const KILLS = 5;

describe('kill -9 under load', () => {
  let stack: Stack;
  /** Ends the clients of a test that has failed. */
  const over = new AbortController();
  beforeAll(async () => {
    stack = await createStack();
  }, 120_000);
  afterAll(async () => {
    over.abort();
    await stack.close();
  }, 60_000);

  test('of the API during 10,000 single appends and of the worker during a run, five times each: nothing acknowledged is lost, nothing stands twice', async () => {
    let api: ServerProcess = await stack.startApi();
    let worker: ServerProcess = await stack.startWorker();
    const token = await stack.token('edith', 'editor');
    await givenIndicator(stack, token);
    const analyst = await stack.token('anna', 'analyst');
    await frozenStudy(stack, { token: analyst, study: 'long-run', persons: 60_000 });

    const acknowledged = new Map<number, Acknowledged>();
    let next = 0;
    const client = async (): Promise<void> => {
      for (let index = next++; index < APPENDS; index = next++) {
        acknowledged.set(index, await record(stack, token, index, over.signal));
      }
    };
    const apiKiller = async (): Promise<void> => {
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const due = Math.floor((kill * APPENDS) / (KILLS + 1));
        await until(async () => acknowledged.size >= due, `${due} acknowledged`, 180_000);
        await api.killNine();
        api = await stack.startApi();
      }
    };
    await Promise.all([...Array.from({ length: CLIENTS }, client), apiKiller()]);
    expect(acknowledged.size).toBe(APPENDS);

    const run = await requestRun(stack, analyst, 'long-run');
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await worker.says('run taken up');
      await pause(40 * kill);
      await worker.killNine();
      expect(await endsOf(stack, run)).toEqual([]);
      worker = await stack.startWorker();
    }
    await until(async () => (await endsOf(stack, run)).length > 0, 'the run ends', 120_000);

    const events = await everything(stack);
    const byPosition = new Map(events.map((event) => [event.position.toString(), event]));
    for (const [index, { stream, revision, position }] of acknowledged) {
      const { value } = measurementNumber(index);
      expect(byPosition.get(position)).toMatchObject({
        stream,
        revision,
        type: 'MeasurementRecorded',
        data: { value },
      });
    }
    expect(events.filter(({ type }) => type === 'MeasurementRecorded')).toHaveLength(APPENDS);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => BigInt(index + 1)));
    expect(await endsOf(stack, run)).toEqual(['StudyRunCompleted']);

    const live = await stack.readModels();
    await worker.killNine();
    await api.killNine();
    expect(live['measurement']).toHaveLength(APPENDS);
    expect(await stack.rebuiltReadModels()).toEqual(live);
  }, 600_000);
});
