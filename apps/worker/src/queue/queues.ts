import {
  createPostgresBackend,
  createRedisBackend,
  Queue,
  runMigrations,
  Worker,
  type BackendFactory,
  type ConnectionOptions,
  type DefaultJobOptions,
  type IQueueBackend,
  type JobProgress,
  type PostgresConnectionOptions,
  type Processor,
  type WorkerOptions,
} from 'bullmq';
import type pg from 'pg';

export type JobQueue<Data> = Queue<Data, unknown, string, Data, unknown, string, IQueueBackend, unknown>;
export type QueueWorker<Data> = Worker<Data, unknown, string, IQueueBackend, JobProgress, unknown>;

export interface QueuesOptions {
  readonly databaseUrl: string;
  /** When given the queues live in Redis, else in schema `queue` of the database. */
  readonly redisUrl: string | undefined;
  /** Connection faults: BullMQ goes on by itself, somebody should know. */
  readonly onError: (error: Error) => void;
}

/** Where jobs wait. Delivery only: whatever is lost here is found again in the ledger. */
export interface Queues {
  readonly kind: 'postgres' | 'redis';
  open<Data>(name: string, defaultJobOptions: DefaultJobOptions): JobQueue<Data>;
  /** `processor`: a function, or the address of a file that runs in a sandbox. */
  work<Data>(
    name: string,
    processor: Processor<Data, unknown> | URL,
    options: Omit<WorkerOptions<unknown>, 'connection'>,
  ): QueueWorker<Data>;
}

const SCHEMA = 'queue';
const PREFIX = 'impact';

interface Backend {
  readonly kind: Queues['kind'];
  readonly connection: unknown;
  readonly factory: BackendFactory<IQueueBackend, unknown>;
}

const postgres = (databaseUrl: string): Backend => {
  const connection: PostgresConnectionOptions = {
    connectionString: databaseUrl,
    schema: SCHEMA,
    application_name: 'impact queue',
    max: 2,
  };
  return {
    kind: 'postgres',
    connection,
    factory: (name, options, more) => createPostgresBackend(name, { ...options, connection }, more),
  };
};

const redis = (redisUrl: string): Backend => {
  const connection: ConnectionOptions = { url: redisUrl, maxRetriesPerRequest: null };
  return {
    kind: 'redis',
    connection,
    factory: (name, options, more) => createRedisBackend(name, { ...options, connection }, more),
  };
};

/** The one place that knows which store the queues live in. */
export function createQueues({ databaseUrl, redisUrl, onError }: QueuesOptions): Queues {
  const { kind, connection, factory } = redisUrl === undefined ? postgres(databaseUrl) : redis(redisUrl);
  return {
    kind,
    open: <Data>(name: string, defaultJobOptions: DefaultJobOptions) => {
      const queue: JobQueue<Data> = new Queue(name, { connection, prefix: PREFIX, defaultJobOptions }, factory);
      queue.on('error', onError);
      return queue;
    },
    work: <Data>(
      name: string,
      processor: Processor<Data, unknown> | URL,
      options: Omit<WorkerOptions<unknown>, 'connection'>,
    ) => {
      const worker: QueueWorker<Data> = new Worker(
        name,
        processor,
        { ...options, connection, prefix: PREFIX },
        factory,
      );
      worker.on('error', onError);
      return worker;
    },
  };
}

/** BullMQ's own tables; safe to call from several processes at once, and of no use with Redis. */
export async function migrateQueues(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await runMigrations(client, SCHEMA);
  } catch (error) {
    failure = error as Error;
    throw error;
  } finally {
    client.release(failure);
  }
}
