import { hostname } from 'node:os';
import type { Environment } from '@impact-ledger/platform';
import type { OpenDatabase } from '../connection/with-database.js';
import { CommandFailure } from '../terminal/failure.js';

/** One process at a time serves a data root. */
export interface SupervisorLock {
  /** Rejects when the connection that holds the lock breaks: the database is gone, or somebody else may serve now. */
  readonly lost: Promise<never>;
  release(): void;
}

/** Held on a connection, so it is given back however this process ends. Undefined when another one holds it. */
export async function takeSupervisorLock(
  { pool, dataRoot }: Pick<OpenDatabase, 'pool' | 'dataRoot'>,
  { databaseUrl }: Pick<Environment, 'databaseUrl'>,
): Promise<SupervisorLock | undefined> {
  const client = await pool.connect();
  const { promise: lost, reject } = Promise.withResolvers<never>();
  // Nobody may be waiting for it yet.
  lost.catch(() => undefined);
  client.on('error', ({ message }) => reject(new CommandFailure(whatHappened(databaseUrl, message))));
  const { rows } = await client.query<{ mine: boolean }>(
    'select pg_try_advisory_lock(hashtextextended($1, 0)) as mine',
    [`impact up ${hostname()} ${dataRoot}`],
  );
  const release = (): void => client.release(true);
  if (rows[0]?.mine) return { lost, release };
  release();
  return undefined;
}

const whatHappened = (databaseUrl: string | undefined, reason: string): string =>
  databaseUrl === undefined
    ? `the database died (${reason}): start again, it repairs itself from its log and nothing acknowledged is lost.`
    : `the connection to the database of DATABASE_URL broke (${reason}): start again when that server answers, nothing acknowledged is lost.`;
