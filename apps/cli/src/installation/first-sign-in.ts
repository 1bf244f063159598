import { createLoginLink, firstActor, listTokens } from '@impact-ledger/application';
import { openStore } from '../connection/open-store.js';
import type { Installation } from './with-installation.js';

/** Printed on the terminal of whoever starts the ledger for the first time. */
const FIRST = { account: 'admin', role: 'admin' } as const;

/**
 * A one-time link for the first administrator, while the ledger is empty and nobody has a token. Later ones are made
 * by `impact login-link`.
 */
export async function firstSignIn(installation: Installation, address: string): Promise<string | undefined> {
  const { pool } = installation;
  const store = openStore(installation);
  try {
    if ((await firstActor(store)) || (await listTokens(pool)).length > 0) return undefined;
    return `${address}/sign-in/${await createLoginLink({ pool, store }, FIRST)}`;
  } finally {
    await store.close();
  }
}
