import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StudyRunFailed } from '@impact-ledger/domain';
import { migrate } from '@impact-ledger/platform';
import { openCommands, type Commands } from '../commands.js';
import { WORKER_MIGRATIONS } from '../migrations.js';
import { createQueues, migrateQueues, type JobQueue, type Queues } from '../queue/queues.js';
import { RUN_JOB_OPTIONS, type RunJob } from '../runs/run-job.js';
import { createLedger, type LedgerOfTest } from '../testing/given-run.js';
import { redisAtHand, startRedis, type TestRedis } from '../testing/redis-server.js';
import { checkpointIn } from './checkpoint.js';
import { dispatch } from './dispatch.js';
import { reconcileRuns } from './reconcile-runs.js';

function suite(kind: Queues['kind']): void {
  let ledger: LedgerOfTest;
  let redis: TestRedis | undefined;
  let queues: Queues;
  let commands: Commands;
  const open: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    ledger = await createLedger();
    await migrate(ledger.database.pool, [WORKER_MIGRATIONS]);
    if (kind === 'redis') redis = await startRedis();
    else await migrateQueues(ledger.database.pool);
    queues = createQueues({ databaseUrl: ledger.database.url, redisUrl: redis?.url, onError: () => undefined });
    commands = await openCommands(ledger.store, ledger.vault);
  });
  afterAll(async () => {
    await Promise.all(open.map((part) => part.close()));
    await commands.close();
    await redis?.stop();
    await ledger.close();
  });

  const queueOf = (name: string): JobQueue<RunJob> => {
    const queue = queues.open<RunJob>(name, { ...RUN_JOB_OPTIONS, attempts: 2, backoff: { type: 'fixed', delay: 10 } });
    open.push(queue);
    return queue;
  };
  const waiting = async (queue: JobQueue<RunJob>): Promise<string[]> =>
    (await queue.getWaiting()).map(({ data }) => data.run).sort();

  /** Dispatches until the checkpoint is at the end of the log. */
  const dispatched = async (
    queue: JobQueue<RunJob>,
    scheduled: bigint[] = [],
    cancelled: string[] = [],
  ): Promise<void> => {
    const stop = new AbortController();
    const checkpoint = checkpointIn(ledger.database.pool, queue.name);
    const head = await ledger.store.head();
    await dispatch({
      store: ledger.store,
      checkpoint: {
        read: checkpoint.read,
        advance: async (position) => {
          await checkpoint.advance(position);
          if (position >= head) stop.abort();
        },
      },
      runs: queue,
      onScheduled: (position) => scheduled.push(position),
      onCancelled: (run) => cancelled.push(run),
      signal: stop.signal,
    });
  };

  test('every request in the log becomes one job, also those made while nobody was listening', async () => {
    const queue = queueOf(`dispatch-${kind}`);
    await ledger.study('first');
    await ledger.study('second');
    const first = await ledger.request('first');
    await ledger.schedule('second', '0 6 1 * *');
    const second = await ledger.request('second');
    const scheduled: bigint[] = [];
    const cancelled: string[] = [];
    await ledger.cancel(first);
    await dispatched(queue, scheduled, cancelled);
    expect(cancelled).toEqual([first.run]);
    expect(await waiting(queue)).toEqual([first.run, second.run].sort());
    expect(scheduled).toHaveLength(1);

    // A crash after the jobs were added and before the checkpoint was written.
    await ledger.database.pool.query('delete from worker.dispatcher');
    await dispatched(queue);
    expect(await waiting(queue)).toEqual([first.run, second.run].sort());

    await ledger.study('third');
    const third = await ledger.request('third');
    await dispatched(queue);
    expect(await waiting(queue)).toEqual([first.run, second.run, third.run].sort());
  });

  test('a queue that lost everything is filled again from what the ledger still expects', async () => {
    const queue = queueOf(`lost-${kind}`);
    await ledger.study('lost');
    const job = await ledger.request('lost');
    await queue.add('run', job, { jobId: job.run });
    await queue.obliterate({ force: true });
    expect(await waiting(queue)).toEqual([]);
    expect(await reconcileRuns([job], queue, commands.send)).toEqual({ added: 1, failed: 0 });
    expect(await reconcileRuns([job], queue, commands.send)).toEqual({ added: 0, failed: 0 });
    expect(await waiting(queue)).toEqual([job.run]);
  });

  test('a run that the queue has given up is told as failed, with the reason', async () => {
    const queue = queueOf(`given-up-${kind}`);
    await ledger.study('given-up');
    const job = await ledger.request('given-up');
    await queue.add('run', job, { jobId: job.run });
    const worker = queues.work<RunJob>(queue.name, () => Promise.reject(new Error('the disk is full')), {});
    open.push(worker);
    await new Promise<void>((resolve) => worker.on('failed', (failed) => failed?.attemptsMade === 2 && resolve()));
    expect(await reconcileRuns([job], queue, commands.send)).toEqual({ added: 0, failed: 1 });
    expect(await reconcileRuns([job], queue, commands.send)).toEqual({ added: 0, failed: 1 });
    const events = (await ledger.store.readStream('study-given-up')).slice(-2);
    expect(events.map(({ type }) => type)).toEqual(['StudyRunRequested', 'StudyRunFailed']);
    expect(StudyRunFailed.read(1, events[1]?.data).data.reason).toBe('Given up after 2 attempts: the disk is full');
  });

  test('a run in the middle of which workers died too often is told as failed, with what to do', async () => {
    const queue = queueOf(`died-${kind}`);
    await ledger.study('died');
    const job = await ledger.request('died');
    await queue.add('run', job, { jobId: job.run });
    const taken = Promise.withResolvers<undefined>();
    // What a killed process no longer does: renew its lock, look for stalled jobs.
    const dead = queues.work<RunJob>(queue.name, () => (taken.resolve(undefined), new Promise(() => undefined)), {
      lockDuration: 500,
      skipLockRenewal: true,
      skipStalledCheck: true,
    });
    open.push({ close: () => dead.close(true) });
    await taken.promise;
    const next = queues.work<RunJob>(queue.name, () => Promise.resolve(), { stalledInterval: 250, maxStalledCount: 0 });
    open.push(next);
    await new Promise<void>((resolve) => next.on('failed', () => resolve()));
    expect(await reconcileRuns([job], queue, commands.send)).toEqual({ added: 0, failed: 1 });
    const end = (await ledger.store.readStream('study-died')).at(-1);
    expect(StudyRunFailed.read(1, end?.data).data.reason).toMatch(
      /^Given up: one worker .* died .* want of memory\. .* request a run again\.$/,
    );
  });
}

describe('dispatching to PostgreSQL', () => suite('postgres'));
(redisAtHand() ? describe : describe.skip)('dispatching to Redis', () => suite('redis'));
