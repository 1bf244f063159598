import type { DefaultJobOptions } from 'bullmq';

/** Never changes over the life of a schedule: BullMQ copies it into every tick. */
export interface ScheduleJob {
  readonly study: string;
}

export const SCHEDULE_QUEUE = 'study-schedules';

export const SCHEDULE_JOB_OPTIONS: DefaultJobOptions = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 1_000, jitter: 0.5 },
  removeOnComplete: true,
  removeOnFail: { age: 86_400, count: 1_000 },
};
