import { randomUUID } from 'node:crypto';
import type { Actor } from '@impact-ledger/domain';
import type pg from 'pg';
import { checkAccount, type Account } from './account.js';
import { recordGrant, type AccountBooks } from './record-grant.js';
import { hashSecret, newSecret } from './secret.js';

export interface NewToken extends Account {
  /** What it is for, in the words of the person who asked for it. */
  readonly label: string;
  /** Undefined: until it is revoked. */
  readonly expiresInDays?: number;
  /** Who gives it; the operator unless told. */
  readonly by?: Actor;
}

const DAY_MS = 86_400_000;

/** A new bearer token; the secret is told here and never again. In the ledger first: no token works unrecorded. */
export async function createToken(
  books: AccountBooks,
  { account, role, label, expiresInDays, by }: NewToken,
): Promise<{ readonly id: string; readonly secret: string }> {
  checkAccount({ account, role });
  const id = randomUUID();
  const secret = newSecret('token');
  const expiresAt = expiresInDays === undefined ? null : new Date(Date.now() + expiresInDays * DAY_MS).toISOString();
  await recordGrant(books, account, { type: 'GrantToken', data: { token: id, role, expiresAt } }, by);
  await books.pool.query(
    `insert into auth.token (id, secret_sha256, account, role, label, expires_at) values ($1, $2, $3, $4, $5, $6)`,
    [id, hashSecret(secret), account, role, label, expiresAt],
  );
  return { id, secret };
}

/** Closed first, then recorded; sent again after a crash in between, it records. @returns false when it was no valid token */
export async function revokeToken(books: AccountBooks, id: string, by?: Actor): Promise<boolean> {
  const { rows } = await books.pool.query<{ account: string; before: Date | null }>(
    `with known as (select id, account, revoked_at as before from auth.token where id = $1 for update)
     update auth.token set revoked_at = coalesce(token.revoked_at, now())
     from known where token.id = known.id returning known.account, known.before`,
    [id],
  );
  const [token] = rows;
  if (!token) return false;
  // A token of before accounts were recorded has no account in the ledger to take it from.
  if (await isRecorded(books, token.account)) {
    await recordGrant(books, token.account, { type: 'RevokeToken', data: { token: id } }, by);
  }
  return token.before === null;
}

async function isRecorded({ pool }: AccountBooks, account: string): Promise<boolean> {
  const { rowCount } = await pool.query('select from auth.account where account = $1', [account]);
  return rowCount === 1;
}

export interface TokenView extends Account {
  /** The number of the account in the ledger; null for one that was made before accounts were recorded. */
  readonly number: string | null;
  readonly id: string;
  readonly label: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

/** All tokens without their secrets, newest first. */
export async function listTokens(pool: pg.Pool): Promise<readonly TokenView[]> {
  const { rows } = await pool.query<
    Account & {
      number: string | null;
      id: string;
      label: string;
      created_at: Date;
      expires_at: Date | null;
      revoked_at: Date | null;
    }
  >(
    `select id, account, number, role, label, token.created_at, expires_at, revoked_at
     from auth.token left join auth.account using (account) order by token.created_at desc, id`,
  );
  return rows.map(({ created_at, expires_at, revoked_at, ...token }) => ({
    ...token,
    createdAt: created_at.toISOString(),
    expiresAt: expires_at?.toISOString() ?? null,
    revokedAt: revoked_at?.toISOString() ?? null,
  }));
}

/** Whose token or session this is; undefined for one that is unknown, expired or revoked. */
export async function authenticate(pool: pg.Pool, secret: string): Promise<Actor | undefined> {
  const { rows } = await pool.query<Actor>({
    name: 'auth_authenticate',
    text: `
      select account as id, role from auth.token
      where secret_sha256 = $1 and revoked_at is null and (expires_at is null or expires_at > now())
      union all
      select account as id, role from auth.session where secret_sha256 = $1 and expires_at > now()`,
    values: [hashSecret(secret)],
  });
  return rows[0];
}
