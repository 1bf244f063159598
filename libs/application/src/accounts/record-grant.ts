import { account as decider, authorise, RELEASED_EVENTS, type AccountCommand, type Actor } from '@impact-ledger/domain';
import type { EventStore } from '@impact-ledger/ledger';
import type pg from 'pg';
import { executeCommand } from '../command/execute-command.js';
import { AccountMessage } from '../command/messages.js';

/** Where accounts are kept: who may come in, and the ledger that says who was let in when. */
export interface AccountBooks {
  readonly pool: pg.Pool;
  readonly store: EventStore;
}

/** Whoever has the database at hand: the command line on the machine of the installation. */
export const OPERATOR: Actor = { id: 'operator', role: 'admin' };

/** Records a change of what an account may do, under the number of the account. Returns the number. */
export async function recordGrant(
  { pool, store }: AccountBooks,
  account: string,
  request: AccountCommand,
  by: Actor = OPERATOR,
): Promise<string> {
  authorise(by, request.type);
  const number = await numberOf(pool, account);
  await executeCommand({
    store,
    stream: `account-${number}`,
    decider,
    message: new AccountMessage(number, request, { actor: by }),
    complete: () => request,
  });
  return number;
}

async function numberOf(pool: pg.Pool, account: string): Promise<string> {
  const { rows } = await pool.query<{ number: string }>(
    `insert into auth.account (account) values ($1)
     on conflict (account) do update set account = excluded.account returning number`,
    [account],
  );
  return rows[0]!.number;
}

const OF_ACCOUNTS: readonly string[] = [
  'AccountCreated',
  'AccountRoleChanged',
  'TokenCreated',
  'TokenRevoked',
  'LoginLinkCreated',
];

/** Who began the ledger; undefined while it holds nothing but the making of accounts. */
export async function firstActor(store: EventStore): Promise<Actor | undefined> {
  const types = Object.keys(RELEASED_EVENTS).filter((type) => !OF_ACCOUNTS.includes(type));
  const [first] = await store.readAll({ limit: 1, types });
  return first?.metadata.actor;
}
