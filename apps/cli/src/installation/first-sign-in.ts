import { createLoginLink, firstActor, listTokens } from '@impact-ledger/application';
import { createPostgresEventStore } from '@impact-ledger/ledger';
import type { Installation } from './with-installation.js';

/** Printed on the terminal of whoever starts the ledger for the first time. */
const FIRST = { account: 'admin', role: 'admin' } as const;

/**
 * A one-time link for the first administrator, while the ledger is empty and nobody has a token. Later ones are made
 * by `impact login-link`.
 */
export async function firstSignIn({ pool, databaseUrl }: Installation, address: string): Promise<string | undefined> {
  const store = createPostgresEventStore({ url: databaseUrl });
  try {
    if ((await firstActor(store)) || (await listTokens(pool)).length > 0) return undefined;
    return `${address}/sign-in/${await createLoginLink({ pool, store }, FIRST)}`;
  } finally {
    await store.close();
  }
}
