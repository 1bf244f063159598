import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { startServer, type ServerProcess } from '../../../tests/support/server-process.js';
import { createQueues, type Queues } from './queue/queues.js';
import { RUN_JOB_OPTIONS, RUN_QUEUE, type RunJob } from './runs/run-job.js';
import { createLedger, type LedgerOfTest } from './testing/given-run.js';
import { redisAtHand, startRedis, type TestRedis } from './testing/redis-server.js';
import { table } from './testing/trial.js';

const KILLS = 5;

/** The built worker, its sandboxed thread included, on a real ledger and a real queue. */
function suite(kind: Queues['kind']): void {
  let ledger: LedgerOfTest;
  let redis: TestRedis | undefined;
  const started: ServerProcess[] = [];

  beforeAll(async () => {
    ledger = await createLedger();
    if (kind === 'redis') redis = await startRedis();
  });
  afterAll(async () => {
    await Promise.all(started.map((worker) => worker.killNine()));
    await redis?.stop();
    await ledger.close();
  });

  const start = async (): Promise<ServerProcess> => {
    const queues = redis === undefined ? {} : { REDIS_URL: redis.url };
    const worker = await startServer('worker', { PATH: process.env['PATH'], ...ledger.environment, ...queues });
    started.push(worker);
    return worker;
  };
  const ended = async (study: string): Promise<string[]> => {
    for (let waited = 0; waited < 60_000; waited += 50) {
      const ends = (await ledger.events(study)).filter((type) => /^StudyRun(Completed|Refused|Failed)$/.test(type));
      if (ends.length > 0) return ends;
      await pause(50);
    }
    throw new Error(`the run of ${study} does not end`);
  };

  test('computes what was asked while it was away, and leaves when asked to', async () => {
    await ledger.study('waiting');
    await ledger.request('waiting');
    const worker = await start();
    expect(await ended('waiting')).toEqual(['StudyRunCompleted']);
    await worker.says('"outcome":"recorded"');
    expect(await worker.terminate()).toBe(0);
    expect(worker.lines.at(-1)).toContain('stopped');
    expect(worker.lines.filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([]);
  });

  test('ends a run once when two workers get its job again and again', async () => {
    await Promise.all([start(), start()]);
    const queues = createQueues({
      databaseUrl: ledger.database.url,
      redisUrl: redis?.url,
      onError: () => undefined,
    });
    const queue = queues.open<RunJob>(RUN_QUEUE, RUN_JOB_OPTIONS);
    await ledger.study('again');
    const job = await ledger.request('again');
    // Under other ids, so that the queue cannot see that they are the same.
    await Promise.all(['a', 'b', 'c', 'd'].map((jobId) => queue.add('run', job, { jobId })));
    expect(await ended('again')).toEqual(['StudyRunCompleted']);
    while ((await queue.getJobCountByTypes('waiting', 'active', 'delayed')) > 0) await pause(50);
    await queue.close();
    expect(await ended('again')).toEqual(['StudyRunCompleted']);
    await Promise.all(started.map((worker) => worker.killNine()));
  });

  test('finishes a run whose worker was killed five times, and records one end', async () => {
    await ledger.study('killed', { csv: table(60_000) });
    await ledger.request('killed');
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const worker = await start();
      await worker.says('run taken up');
      await pause(30 * kill);
      await worker.killNine();
      expect((await ledger.events('killed')).at(-1)).toBe('StudyRunRequested');
    }
    await start();
    expect(await ended('killed')).toEqual(['StudyRunCompleted']);
  }, 180_000);
}

describe('a worker with queues in PostgreSQL', () => suite('postgres'));
(redisAtHand() ? describe : describe.skip)('a worker with queues in Redis', () => suite('redis'));
