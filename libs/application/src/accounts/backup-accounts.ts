import type pg from 'pg';
import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });

/** Accounts and tokens as they go into a backup; secrets are known by their hash here, too. Sessions and links are not kept. */
export const AccountsBackup = z.strictObject({
  accounts: z.array(z.strictObject({ account: z.string(), number: z.uuid(), created_at: instant })),
  tokens: z.array(
    z.strictObject({
      id: z.uuid(),
      secret_sha256: z.string(),
      account: z.string(),
      role: z.string(),
      label: z.string(),
      created_at: instant,
      expires_at: instant.nullable(),
      revoked_at: instant.nullable(),
    }),
  ),
});
export type AccountsBackup = z.infer<typeof AccountsBackup>;

/** As `client` sees them in its transaction. */
export async function readAccounts(client: pg.ClientBase): Promise<AccountsBackup> {
  const { rows } = await client.query<{ backup: unknown }>(
    `select json_build_object(
       'accounts', (select coalesce(json_agg(a order by account), '[]') from auth.account a),
       'tokens', (select coalesce(json_agg(t order by created_at, id), '[]') from auth.token t)) as backup`,
  );
  return AccountsBackup.parse(rows[0]?.backup);
}

/** In the place of those there are, in the transaction of `client`; everybody signed in is signed out. */
export async function restoreAccounts(client: pg.ClientBase, backup: unknown): Promise<void> {
  const { accounts, tokens } = AccountsBackup.parse(backup);
  await client.query('truncate auth.account, auth.token, auth.session, auth.login_link');
  await client.query('insert into auth.account select * from json_populate_recordset(null::auth.account, $1)', [
    JSON.stringify(accounts),
  ]);
  await client.query('insert into auth.token select * from json_populate_recordset(null::auth.token, $1)', [
    JSON.stringify(tokens),
  ]);
}
