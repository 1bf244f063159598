import { setTimeout as pause } from 'node:timers/promises';
import { finishErasures, prepareDatabase } from '@impact-ledger/application';
import { openEventStore } from '@impact-ledger/ledger';
import { createPool, migrate } from '@impact-ledger/platform';
import {
  createReadDatabase,
  freshness,
  noteRunProgress,
  openDashboards,
  pendingRuns,
  runProjector,
  schedules,
  waitForPosition,
} from '@impact-ledger/readmodel';
import type { Logger } from 'pino';
import { openCommands } from './commands.js';
import { checkpointIn } from './dispatcher/checkpoint.js';
import { dispatch } from './dispatcher/dispatch.js';
import { reconcileRuns } from './dispatcher/reconcile-runs.js';
import { keepDoing } from './keep-doing.js';
import { WORKER_MIGRATIONS } from './migrations.js';
import { keepLogSigned } from './notary/keep-log-signed.js';
import { createQueues, migrateQueues } from './queue/queues.js';
import { openCanceller } from './runs/cancellations.js';
import { RUN_JOB_OPTIONS, RUN_QUEUE, type RunJob } from './runs/run-job.js';
import { startRunWorker } from './runs/run-worker.js';
import { reconcileSchedules } from './schedules/reconcile-schedules.js';
import { SCHEDULE_JOB_OPTIONS, SCHEDULE_QUEUE, type ScheduleJob } from './schedules/schedule-job.js';
import { startScheduleWorker } from './schedules/schedule-worker.js';
import type { Settings } from './settings.js';
import { openVault } from './vault.js';

export interface RunningWorker {
  /** Rejects when a part that cannot go on by itself has failed. */
  readonly failed: Promise<never>;
  /** Lets the run under way end within a bound, then leaves; a run cut short is taken up again elsewhere. */
  stop(): Promise<void>;
}

const RECONCILE_MS = 60_000;
const DRAIN_MS = 20_000;
const READ_MODEL_PATIENCE_MS = 15_000;

/** Starts all that follows the ledger: projector, dispatcher, runs, schedules, the notary. */
export async function startWorker(settings: Settings, log: Logger): Promise<RunningWorker> {
  const onError = (error: Error): void => log.warn({ reason: error.message }, 'a connection was lost');
  const pool = createPool(settings.databaseUrl, { applicationName: 'impact worker', max: 8, onError });
  await prepareDatabase(pool);
  await migrate(pool, [WORKER_MIGRATIONS]);
  if (settings.redisUrl === undefined) await migrateQueues(pool);
  if (!(await openDashboards(pool))) {
    log.warn(
      {},
      'role impact_bi is not there and this account may not create it: dashboards cannot read. ' +
        'As an administrator of the server: create role impact_bi nologin; then restart the worker.',
    );
  }

  const stopping = new AbortController();
  const { signal } = stopping;
  const store = openEventStore(settings);
  const vault = openVault(settings);
  await vault.sweep();
  await finishErasures({ store, vault });
  const commands = await openCommands(store, vault);
  const db = createReadDatabase(pool);

  const queues = createQueues({ databaseUrl: settings.databaseUrl, redisUrl: settings.redisUrl, onError });
  const runs = queues.open<RunJob>(RUN_QUEUE, RUN_JOB_OPTIONS);
  const ticks = queues.open<ScheduleJob>(SCHEDULE_QUEUE, SCHEDULE_JOB_OPTIONS);
  const runWorker = startRunWorker({
    queues,
    send: commands.send,
    log,
    onProgress: (run, report) => {
      // For people who watch: the run does not wait for it, nor fail with it.
      noteRunProgress(db, { run, ...report }).catch((error: Error) =>
        log.warn({ run, reason: error.message }, 'how far this run is could not be noted'),
      );
    },
  });
  const canceller = openCanceller();
  const scheduleWorker = startScheduleWorker(queues, commands.send, log);

  const setSchedules = async (): Promise<void> => {
    const outcome = await reconcileSchedules(pool, ticks, () => schedules(db));
    for (const { study, reason } of outcome?.refused ?? []) log.warn({ study, reason }, 'this schedule cannot be kept');
    if (outcome && outcome.set.length + outcome.removed.length > 0) log.info(outcome, 'schedules set');
  };
  const onScheduled = (position: bigint): void => {
    waitForPosition(db, position, READ_MODEL_PATIENCE_MS)
      .then(setSchedules)
      .catch((error: Error) => log.warn({ reason: error.message }, 'schedules are set at the next round'));
  };
  const round = async (): Promise<void> => {
    const pending = await pendingRuns(db);
    const outcome = await reconcileRuns(pending, runs, commands.send);
    await setSchedules();
    const { position } = await freshness(db);
    log.info({ position, pending: pending.length, ...outcome, queues: queues.kind }, 'alive');
  };

  const projecting = runProjector({ pool, store, signal, logger: log });
  const following = Promise.all([
    keepDoing('dispatch', signal, log, () =>
      dispatch({
        store,
        checkpoint: checkpointIn(pool, 'study-runs'),
        runs,
        onScheduled,
        onCancelled: canceller.cancel,
        signal,
      }),
    ),
    keepDoing('reconcile', signal, log, async () => {
      await round();
      await pause(RECONCILE_MS, undefined, { signal });
    }),
    keepLogSigned(settings, { pool, store, signal, log }),
  ]);
  const failed = Promise.race([projecting, following]).then(
    () => new Promise<never>(() => undefined),
    (error: unknown) => Promise.reject(error as Error),
  );
  failed.catch(() => undefined);

  const stop = async (): Promise<void> => {
    stopping.abort();
    const drained = Promise.all([runWorker.close(), scheduleWorker.close()]);
    await Promise.race([drained, pause(DRAIN_MS, undefined, { ref: false })]);
    await Promise.allSettled([projecting, following]);
    canceller.close();
    await Promise.allSettled([runs.close(), ticks.close(), commands.close()]);
    await store.close();
    await pool.end();
  };
  return { failed, stop };
}
