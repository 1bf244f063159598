import { randomUUID } from 'node:crypto';
import type { Actor } from '@impact-ledger/domain';
import type pg from 'pg';
import { checkAccount, type Account } from './account.js';
import { hashSecret, newSecret } from './secret.js';

export interface NewToken extends Account {
  /** What it is for, in the words of the person who asked for it. */
  readonly label: string;
  /** Undefined: until it is revoked. */
  readonly expiresInDays?: number;
}

/** A new bearer token; the secret is told here and never again. */
export async function createToken(
  pool: pg.Pool,
  { account, role, label, expiresInDays }: NewToken,
): Promise<{ readonly id: string; readonly secret: string }> {
  checkAccount({ account, role });
  const id = randomUUID();
  const secret = newSecret('token');
  await pool.query(
    `insert into auth.token (id, secret_sha256, account, role, label, expires_at)
     values ($1, $2, $3, $4, $5, now() + make_interval(days => $6))`,
    [id, hashSecret(secret), account, role, label, expiresInDays ?? null],
  );
  return { id, secret };
}

/** @returns false when there is no such token, or it was revoked before */
export async function revokeToken(pool: pg.Pool, id: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    'update auth.token set revoked_at = now() where id = $1 and revoked_at is null',
    [id],
  );
  return rowCount === 1;
}

export interface TokenView extends Account {
  readonly id: string;
  readonly label: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

/** All tokens without their secrets, newest first. */
export async function listTokens(pool: pg.Pool): Promise<readonly TokenView[]> {
  const { rows } = await pool.query<
    Account & { id: string; label: string; created_at: Date; expires_at: Date | null; revoked_at: Date | null }
  >('select id, account, role, label, created_at, expires_at, revoked_at from auth.token order by created_at desc, id');
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
