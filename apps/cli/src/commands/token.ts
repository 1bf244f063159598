import { chmodSync, writeFileSync } from 'node:fs';
import {
  ACCOUNT_ROLES,
  createLoginLink,
  createToken,
  listTokens,
  revokeToken,
  type TokenView,
} from '@impact-ledger/application';
import type { Role } from '@impact-ledger/domain';
import { withBooks } from '../connection/with-books.js';
import { withDatabase } from '../connection/with-database.js';
import { tokenFile } from '../connection/find-api.js';
import { readRunning } from '../installation/running.js';
import { CommandFailure, EXIT } from '../terminal/failure.js';
import { print, printJson, say, table } from '../terminal/terminal.js';

function grantable(role: string): Role {
  const found = ACCOUNT_ROLES.find((known) => known === role);
  if (!found)
    throw new CommandFailure(
      `there is no role "${role}" to give: choose one of ${ACCOUNT_ROLES.join(', ')}`,
      EXIT.usage,
    );
  return found;
}

export interface CreateTokenFlags {
  readonly account: string;
  readonly role: string;
  readonly label?: string;
  readonly days: number;
  readonly keep?: boolean;
  readonly json?: boolean;
}

/** Makes a token; its secret is shown this once, since only its hash is stored. */
export async function createTokenCommand({ account, role, label, days, keep, json }: CreateTokenFlags): Promise<void> {
  const grant = { account, role: grantable(role), label: label ?? 'made by impact token create', expiresInDays: days };
  await withDatabase(async (database) => {
    const { dataRoot } = database;
    const made = await withBooks(database, (books) => createToken(books, grant));
    if (keep) {
      const file = tokenFile(dataRoot);
      writeFileSync(file, `${made.secret}\n`, { mode: 0o600 });
      // The mode above is for a new file only.
      chmodSync(file, 0o600);
      say(`kept in ${file}: the commands of this machine use it`);
      if (json) printJson({ id: made.id, file });
      else print(made.id);
      return;
    }
    if (json) return printJson(made);
    say(`token ${made.id} of ${account} (${role}), for ${days} days; its secret is not shown again:`);
    print(made.secret);
  });
}

const stateOf = ({ revokedAt, expiresAt }: TokenView): string =>
  revokedAt ? 'revoked' : expiresAt && Date.parse(expiresAt) < Date.now() ? 'expired' : 'valid';

export async function listTokensCommand({ json }: { readonly json?: boolean }): Promise<void> {
  const tokens = await withDatabase(({ pool }) => listTokens(pool));
  if (json) return printJson(tokens);
  print(
    table([
      ['id', 'account', 'role', 'label', 'expires', 'state', 'number in the ledger'],
      ...tokens.map((token) => [
        token.id,
        token.account,
        token.role,
        token.label,
        token.expiresAt?.slice(0, 10) ?? 'never',
        stateOf(token),
        token.number ?? 'none',
      ]),
    ]),
  );
}

export async function revokeTokenCommand(id: string): Promise<void> {
  const known = await withDatabase((database) => withBooks(database, (books) => revokeToken(books, id)));
  if (!known) throw new CommandFailure(`there is no valid token ${id}: \`impact token list\` shows them`);
  say(`token ${id} opens nothing any more`);
}

/** Makes a link that signs one browser in, once. */
export async function loginLinkCommand(flags: {
  readonly account: string;
  readonly role: string;
  readonly json?: boolean;
}): Promise<void> {
  const grant = { account: flags.account, role: grantable(flags.role) };
  await withDatabase(async (database) => {
    const { environment, dataRoot } = database;
    const secret = await withBooks(database, (books) => createLoginLink(books, grant));
    const address =
      environment.publicUrl ?? readRunning(dataRoot)?.url ?? `http://${environment.host}:${environment.port}`;
    const link = `${address}/sign-in/${secret}`;
    if (flags.json) printJson({ link });
    else print(link);
    say('opens once, soon: send it to nobody but its owner');
  });
}
