import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../../tests/support/test-database.js';
import { reconcileSchedules } from '../schedules/reconcile-schedules.js';
import { SCHEDULE_JOB_OPTIONS, type ScheduleJob } from '../schedules/schedule-job.js';
import { redisAtHand, startRedis, type TestRedis } from '../testing/redis-server.js';
import { createQueues, migrateQueues, type JobQueue, type Queues, type QueueWorker } from './queues.js';

interface Work {
  readonly name: string;
}

/** What the rest of the worker relies on, of whichever store the queues live in. */
function suite(kind: Queues['kind']): void {
  let database: TestDatabase;
  let redis: TestRedis | undefined;
  let queues: Queues;
  const open: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    if (kind === 'redis') redis = await startRedis();
    else await migrateQueues(database.pool);
    queues = createQueues({ databaseUrl: database.url, redisUrl: redis?.url, onError: () => undefined });
  });

  afterAll(async () => {
    await Promise.all(open.map((part) => part.close()));
    await redis?.stop();
    await database.drop();
  });

  const opened = (name: string): JobQueue<Work> => {
    const queue = queues.open<Work>(name, {
      attempts: 3,
      backoff: { type: 'fixed', delay: 20 },
      removeOnComplete: true,
    });
    open.push(queue);
    return queue;
  };
  const working = (...args: Parameters<typeof queues.work<Work>>): QueueWorker<Work> => {
    const worker = queues.work<Work>(...args);
    open.push(worker);
    return worker;
  };

  test('uses the store it was told to', () => expect(queues.kind).toBe(kind));

  test('runs a job once, however often it was added while it waited', async () => {
    const queue = opened('once');
    for (let times = 0; times < 5; times += 1) await queue.add('work', { name: 'a' }, { jobId: 'the-only' });
    await queue.add('work', { name: 'last' }, { jobId: 'last' });
    const done: string[] = [];
    await new Promise<void>((resolve) => {
      working(
        'once',
        async ({ data }) => {
          done.push(data.name);
          if (data.name === 'last') resolve();
        },
        {},
      );
    });
    expect(done).toEqual(['a', 'last']);
  });

  test('tries a job again after an error, and keeps one that is given up with its reason', async () => {
    const queue = opened('again');
    let attempts = 0;
    const worker = working(
      'again',
      async ({ data }) => {
        attempts += 1;
        if (data.name === 'hopeless' || attempts === 1) throw new Error(`no luck with ${data.name}`);
      },
      {},
    );
    const completed = new Promise<void>((resolve) => worker.once('completed', () => resolve()));
    await queue.add('work', { name: 'shaky' }, { jobId: 'shaky' });
    await completed;
    expect(attempts).toBe(2);
    const givenUp = new Promise<void>((resolve) => {
      worker.on('failed', (job) => job?.attemptsMade === 3 && resolve());
    });
    await queue.add('work', { name: 'hopeless' }, { jobId: 'hopeless' });
    await givenUp;
    const job = await queue.getJob('hopeless');
    expect(await job?.isFailed()).toBe(true);
    expect(job).toMatchObject({ failedReason: 'no luck with hopeless', attemptsMade: 3 });
    expect(await queue.getJob('shaky')).toBeUndefined();
  });

  test('gives the job of a worker that died to another one within seconds', async () => {
    const queue = opened('died');
    const options = { lockDuration: 500, stalledInterval: 250, maxStalledCount: 3 };
    const taken = Promise.withResolvers<undefined>();
    const dead = working('died', () => (taken.resolve(undefined), new Promise(() => undefined)), {
      ...options,
      // What a killed process no longer does: renew its lock, look for stalled jobs.
      skipLockRenewal: true,
      skipStalledCheck: true,
    });
    await queue.add('work', { name: 'left behind' }, { jobId: 'left-behind' });
    await taken.promise;
    const finished = new Promise<string>((resolve) => {
      working('died', async ({ data }) => resolve(data.name), options);
    });
    expect(await finished).toBe('left behind');
    await dead.close(true);
  });

  test('keeps exactly the schedules of the ledger, over changes, repetition and two processes at once', async () => {
    const ticks = queues.open<ScheduleJob>('schedules', SCHEDULE_JOB_OPTIONS);
    open.push(ticks);
    const keep = (...wanted: { study: string; pattern: string }[]) =>
      reconcileSchedules(database.pool, ticks, async () => wanted);
    const standing = async () =>
      (await ticks.getJobSchedulers()).map(({ key, pattern, tz }) => `${key} ${pattern} ${tz}`).sort();

    expect(
      await keep(
        { study: 'a', pattern: '0 6 1 * *' },
        { study: 'b', pattern: '0 7 * * *' },
        { study: 'never', pattern: '99 1 * * *' },
      ),
    ).toMatchObject({ set: ['a', 'b'], removed: [], refused: [{ study: 'never' }] });
    expect(await standing()).toEqual(['a 0 6 1 * * Europe/Paris', 'b 0 7 * * * Europe/Paris']);

    const both = await Promise.all(
      [1, 2].map(() => keep({ study: 'a', pattern: '0 6 1 * *' }, { study: 'b', pattern: '0 7 * * *' })),
    );
    for (const outcome of both) if (outcome) expect(outcome).toEqual({ set: [], removed: [], refused: [] });

    expect(await keep({ study: 'a', pattern: '30 6 1 * *' })).toEqual({ set: ['a'], removed: ['a', 'b'], refused: [] });
    expect(await standing()).toEqual(['a 30 6 1 * * Europe/Paris']);
    const delayed = await ticks.getDelayed();
    expect(delayed.map(({ data }) => data)).toEqual([{ study: 'a' }]);
    expect(delayed[0]?.id).toMatch(/^repeat:a:\d+$/);
  });
}

describe('queues in PostgreSQL', () => suite('postgres'));
(redisAtHand() ? describe : describe.skip)('queues in Redis', () => suite('redis'));
