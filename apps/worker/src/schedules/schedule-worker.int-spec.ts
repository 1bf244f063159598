import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { CommandReceipt } from '@impact-ledger/application';
import type { RecordedEvent } from '@impact-ledger/domain';
import { createLogger } from '@impact-ledger/platform';
import { openCommands, type Commands, type Send } from '../commands.js';
import { createQueues, migrateQueues, type Queues } from '../queue/queues.js';
import { createLedger, type LedgerOfTest } from '../testing/given-run.js';
import { redisAtHand, startRedis, type TestRedis } from '../testing/redis-server.js';
import { reconcileSchedules } from './reconcile-schedules.js';
import { SCHEDULE_JOB_OPTIONS, SCHEDULE_QUEUE, type ScheduleJob } from './schedule-job.js';
import { startScheduleWorker } from './schedule-worker.js';

/** Ours have five fields; the queue knows a sixth, so that a test need not wait for a minute. */
const EVERY_SECOND = '* * * * * *';

/** A clock of the queue's own, from the schedule to the ledger. */
function suite(kind: Queues['kind']): void {
  let ledger: LedgerOfTest;
  let redis: TestRedis | undefined;
  let queues: Queues;
  let commands: Commands;
  const open: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    ledger = await createLedger();
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

  const requests = async (study: string): Promise<RecordedEvent[]> =>
    (await ledger.store.readStream(`study-${study}`)).filter(({ type }) => type === 'StudyRunRequested');

  test('a tick asks for the run that a person would ask for, and a doubled one asks for nothing more', async () => {
    await ledger.study('asked');
    await ledger.request('asked');
    await ledger.study('ticking');
    const asked: { readonly key: string; readonly receipt: CommandReceipt }[] = [];
    const send: Send = async (study, request, key) => {
      const receipt = await commands.send(study, request, key);
      asked.push({ key, receipt });
      return receipt;
    };
    const answers = async (count: number): Promise<void> => {
      while (asked.length < count) await pause(25);
    };
    const ticks = queues.open<ScheduleJob>(SCHEDULE_QUEUE, SCHEDULE_JOB_OPTIONS);
    open.push(ticks, startScheduleWorker(queues, send, createLogger({ name: 'test', level: 'silent' })));
    const keep = (wanted: { study: string; pattern: string }[]) =>
      reconcileSchedules(ledger.database.pool, ticks, async () => wanted);

    expect(await keep([{ study: 'ticking', pattern: EVERY_SECOND }])).toMatchObject({ set: ['ticking'] });
    await answers(1);
    await keep([]);
    const [first] = asked;
    const [byTick, ...more] = await requests('ticking');
    const [byPerson] = await requests('asked');
    expect(more).toEqual([]);
    expect(byTick?.metadata.actor).toEqual({ id: 'worker', role: 'worker' });
    expect(byTick?.position.toString()).toBe(first?.receipt.position);
    expect(byTick?.version).toBe(byPerson?.version);
    expect(Object.keys(byTick?.data as object).sort()).toEqual(Object.keys(byPerson?.data as object).sort());

    // Ticks of other slots may have come in before the schedule was taken away; this one is of the first again.
    const slot = first?.key.split(':').at(-1);
    expect(Number(slot) % 1000).toBe(0);
    await ticks.add('tick', { study: 'ticking' }, { jobId: `repeat:doubled:${slot}` });
    while (asked.filter(({ key }) => key === first?.key).length < 2) await pause(25);
    const doubled = asked.filter(({ key }) => key === first?.key).at(-1);
    expect(doubled?.receipt).toEqual({ ...first?.receipt, repeated: true });
    expect(await requests('ticking')).toHaveLength(1);
  });
}

describe('a schedule kept by PostgreSQL', () => suite('postgres'));
(redisAtHand() ? describe : describe.skip)('a schedule kept by Redis', () => suite('redis'));
