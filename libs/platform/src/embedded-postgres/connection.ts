import pg from 'pg';

export const SUPERUSER = 'impact';
export const DATABASE = 'impact_ledger';
const HOST = '127.0.0.1';

/** What listens on a port, as far as we can tell with our own password. */
export type Answer = 'ours' | 'starting' | 'wrong password' | 'other' | 'nobody';

/** Connection string, password included: keep it out of logs. */
export function connectionUrl(port: number, password: string, database = DATABASE): string {
  return `postgres://${SUPERUSER}:${encodeURIComponent(password)}@${HOST}:${port}/${database}`;
}

/** Asks whoever listens on the loopback port whether it is the server of the folder `data`. */
export async function ask(port: number, password: string, data: string): Promise<Answer> {
  try {
    return await withClient(port, password, 'postgres', async (client) => {
      const { rows } = await client.query<{ folder: string }>(`select current_setting('data_directory') as folder`);
      return rows[0]?.folder === data ? 'ours' : 'other';
    });
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ECONNREFUSED') return 'nobody';
    if (code === '57P03') return 'starting';
    if (code === '28P01' || code === '28000') return 'wrong password';
    return 'other';
  }
}

/** Creates the application's database on a server that does not have it yet. */
export async function ensureDatabase(port: number, password: string): Promise<void> {
  await withClient(port, password, 'postgres', async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  });
}

async function withClient<T>(
  port: number,
  password: string,
  database: string,
  use: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: connectionUrl(port, password, database),
    connectionTimeoutMillis: 5_000,
    application_name: 'impact supervisor',
  });
  // A server that dies under us rejects the pending call as well; the event alone would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
