import { createToken, revokeToken, type AccountBooks } from '@impact-ledger/application';
import type { Actor, Role } from '@impact-ledger/domain';
import { apiClient, type ApiClient } from '../connection/api-client.js';
import type { Installation } from '../installation/with-installation.js';

/** Four eyes need four accounts: who writes a protocol neither reviews nor publishes its result. */
const ROLES = {
  editor: 'editor',
  author: 'analyst',
  reviewer: 'analyst',
  publisher: 'editor',
} as const satisfies Record<string, Role>;

/** Whoever starts the demonstration gives its accounts what they may do. */
export const DEMO_OPERATOR: Actor = { id: 'demo.operator', role: 'admin' };

/** The public API as seen by each account of the demonstration. */
export type Accounts = Readonly<Record<keyof typeof ROLES, ApiClient>>;

/** Tokens for as long as `use` takes, revoked after it. */
export async function withAccounts<T>(
  { url }: Pick<Installation, 'url'>,
  books: AccountBooks,
  use: (accounts: Accounts) => Promise<T>,
): Promise<T> {
  const made = await Promise.all(
    Object.entries(ROLES).map(async ([name, role]) => {
      const token = await createToken(books, {
        account: `demo.${name}`,
        role,
        label: 'impact demo',
        expiresInDays: 1,
        by: DEMO_OPERATOR,
      });
      return { name, token };
    }),
  );
  try {
    return await use(
      Object.fromEntries(made.map(({ name, token }) => [name, apiClient(url, token.secret)])) as Accounts,
    );
  } finally {
    for (const { token } of made) await revokeToken(books, token.id, DEMO_OPERATOR);
  }
}
