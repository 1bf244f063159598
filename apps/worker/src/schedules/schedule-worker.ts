import type { Job } from 'bullmq';
import { DomainError } from '@impact-ledger/domain';
import { commandId } from '@impact-ledger/ledger';
import type { Logger } from 'pino';
import type { Send } from '../commands.js';
import type { Queues, QueueWorker } from '../queue/queues.js';
import { SCHEDULE_QUEUE, type ScheduleJob } from './schedule-job.js';

/** The instant a tick was due, milliseconds: BullMQ names it in the job id, `repeat:<scheduler>:<instant>`. */
const slotOf = (job: Job<ScheduleJob>): string => (job.id ?? '').split(':').at(-1) ?? '';

/**
 * Asks for the run that is due, as a person would. Key and run are derived from study and slot: a tick that fires
 * twice asks once. On data that was looked at already nothing is asked.
 */
export async function tick(job: Job<ScheduleJob>, send: Send): Promise<void> {
  const { study } = job.data;
  const key = `tick:${study}:${slotOf(job)}`;
  await send(study, { type: 'RequestRun', data: { run: commandId('schedule', key), onlyOnNewData: true } }, key);
}

/** Listens for the ticks of all schedules. */
export function startScheduleWorker(queues: Queues, send: Send, log: Logger): QueueWorker<ScheduleJob> {
  const take = async (job: Job<ScheduleJob>): Promise<void> => {
    try {
      await tick(job, send);
      log.info(job.data, 'schedule ticked');
    } catch (error) {
      // A study without data, say: the next tick may fare better, another attempt now will not.
      if (!(error instanceof DomainError)) throw error;
      log.warn({ ...job.data, reason: error.message }, 'the scheduled run cannot be asked for');
    }
  };
  return queues.work<ScheduleJob>(SCHEDULE_QUEUE, take, {});
}
