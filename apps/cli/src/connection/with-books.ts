import type { AccountBooks } from '@impact-ledger/application';
import { openStore } from './open-store.js';
import type { OpenDatabase } from './with-database.js';

/** The accounts of that database, with the ledger that records what they are given. */
export async function withBooks<T>(
  database: Pick<OpenDatabase, 'pool' | 'databaseUrl' | 'environment'>,
  use: (books: AccountBooks) => Promise<T>,
): Promise<T> {
  const store = openStore(database);
  try {
    return await use({ pool: database.pool, store });
  } finally {
    await store.close();
  }
}
