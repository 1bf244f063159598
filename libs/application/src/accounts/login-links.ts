import type { Actor } from '@impact-ledger/domain';
import type pg from 'pg';
import { checkAccount, type Account } from './account.js';
import { recordGrant, type AccountBooks } from './record-grant.js';
import { hashSecret, newSecret } from './secret.js';

const LINK_MINUTES = 15;

/** How long a session lasts, from sign-in. */
export const SESSION_HOURS = 12;

export interface NewLoginLink extends Account {
  /** 15 unless told. */
  readonly expiresInMinutes?: number;
  /** Who gives it; the operator unless told. */
  readonly by?: Actor;
}

/** The secret of a link that opens one session, once: put it after `/sign-in/`. */
export async function createLoginLink(
  books: AccountBooks,
  { account, role, expiresInMinutes = LINK_MINUTES, by }: NewLoginLink,
): Promise<string> {
  checkAccount({ account, role });
  const secret = newSecret('link');
  const expiresAt = new Date(Date.now() + expiresInMinutes * 60_000).toISOString();
  await recordGrant(books, account, { type: 'GrantLogin', data: { role, expiresAt } }, by);
  await books.pool.query(
    'insert into auth.login_link (secret_sha256, account, role, expires_at) values ($1, $2, $3, $4)',
    [hashSecret(secret), account, role, expiresAt],
  );
  return secret;
}

/** The secret of a new session; undefined when the link is unknown, expired or used before. */
export async function redeemLoginLink(pool: pg.Pool, secret: string): Promise<string | undefined> {
  const session = newSecret('session');
  // One statement: of two that redeem the same link at once, one finds it used.
  const { rowCount } = await pool.query(
    `with link as (
       update auth.login_link set used_at = now()
       where secret_sha256 = $1 and used_at is null and expires_at > now()
       returning account, role
     ), forgotten as (
       delete from auth.session where expires_at < now()
     )
     insert into auth.session (secret_sha256, account, role, expires_at)
     select $2, account, role, now() + make_interval(hours => $3) from link`,
    [hashSecret(secret), hashSecret(session), SESSION_HOURS],
  );
  return rowCount === 1 ? session : undefined;
}

/** Ends a session; one that is unknown is over already. */
export async function endSession(pool: pg.Pool, secret: string): Promise<void> {
  await pool.query('delete from auth.session where secret_sha256 = $1', [hashSecret(secret)]);
}
