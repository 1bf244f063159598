import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { startServer, type ServerProcess } from '../../../tests/support/server-process.js';
import { createQueues, type Queues } from './queue/queues.js';
import { RUN_JOB_OPTIONS, RUN_QUEUE, type RunJob } from './runs/run-job.js';
import { RUN_STEPS } from './runs/watch-steps.js';
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

  /** Waits until the worker has told that this step of the run began. */
  const reached = async (run: string, step: string | null): Promise<void> => {
    for (let waited = 0; waited < 60_000; waited += 5) {
      const { rows } = await ledger.database.pool.query<{ timings: { step: string }[]; step: string | null }>(
        'select step, timings from worker.run_progress where run = $1',
        [run],
      );
      if (rows[0] && (rows[0].step === step || rows[0].timings.some((each) => each.step === step))) return;
      await pause(5);
    }
    throw new Error(`run ${run} does not come to ${step}`);
  };

  test('tells the steps of a run and how long each took; the result knows nothing of it', async () => {
    const worker = await start();
    await ledger.study('told');
    const { run } = await ledger.request('told');
    expect(await ended('told')).toEqual(['StudyRunCompleted']);
    await reached(run, null);
    const { rows } = await ledger.database.pool.query<{
      step: string | null;
      done: number;
      steps: number;
      took: number;
    }>(
      `select step, done, steps, (select sum((each ->> 'milliseconds')::numeric)::float8 from jsonb_array_elements(timings) each) as took
       from worker.run_progress where run = $1`,
      [run],
    );
    expect(rows).toEqual([{ step: null, done: RUN_STEPS.length, steps: RUN_STEPS.length, took: expect.any(Number) }]);
    expect(JSON.stringify((await ledger.store.readStream('study-told')).at(-1)?.data)).not.toContain('milliseconds');
    await worker.killNine();
  });

  test('stops between two steps of a run that was cancelled, also when it is killed then, and takes up the next', async () => {
    let worker = await start();
    await ledger.study('cancelled', { csv: table(200_000) });
    const job = await ledger.request('cancelled');
    await reached(job.run, 'load');
    await ledger.cancel(job);
    await worker.says('"outcome":"cancelled"');
    expect(await ledger.events('cancelled')).toContain('StudyRunCancelled');

    const killed = await ledger.request('cancelled');
    await reached(killed.run, 'load');
    await ledger.cancel(killed);
    await worker.killNine();
    worker = await start();
    // The queue gives it to the next one, which finds it ended.
    await worker.says('"outcome":"ended already"');
    expect((await ledger.events('cancelled')).slice(-2)).toEqual(['StudyRunRequested', 'StudyRunCancelled']);

    await ledger.request('cancelled');
    expect(await ended('cancelled')).toEqual(['StudyRunCompleted']);
    await worker.killNine();
  }, 180_000);

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
