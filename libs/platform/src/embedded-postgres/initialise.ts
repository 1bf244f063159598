import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from './child-environment.js';
import { SUPERUSER } from './connection.js';
import type { Home } from './home.js';
import { program, type Native } from './native.js';
import { readIfPresent, writePrivateFile } from '../private-file.js';
import { asAccount } from './server-account.js';

const run = promisify(execFile);
const BUILDING = 'data.building';

/** The superuser's password, made on first use. Missing beside an existing database, it cannot be made up. */
export function superuserPassword(home: Home): string {
  const path = join(home.folder, 'password');
  const kept = readIfPresent(path)?.trim();
  if (kept) return kept;
  if (existsSync(join(home.data, 'PG_VERSION'))) {
    throw new Error(
      `${path} is missing, and the database beside it cannot be opened without: restore the file from a backup`,
    );
  }
  const password = randomBytes(24).toString('base64url');
  writePrivateFile(path, `${password}\n`);
  return password;
}

/**
 * Makes the data folder when there is none: UTF-8 whatever `LANG` says, the builtin C.UTF-8 locale (sorting does not
 * change with the machine's C library), scram passwords for every connection.
 * Built under another name and renamed: a start that is killed half way leaves nothing that looks like a database.
 */
export async function initialise(home: Home, native: Native, password: string, durable: boolean): Promise<void> {
  for (const name of readdirSync(home.folder)) {
    if (name.startsWith(BUILDING)) rmSync(join(home.folder, name), { recursive: true, force: true });
  }
  const building = join(home.folder, BUILDING);
  const passwordFile = join(home.folder, `${BUILDING}.password`);
  mkdirSync(building, { mode: 0o700 });
  if (home.account) chownSync(building, home.account.uid, home.account.gid);
  writePrivateFile(passwordFile, `${password}\n`, home.account);
  try {
    await run(
      program(native, 'initdb'),
      [
        `--pgdata=${building}`,
        `--username=${SUPERUSER}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        ...(durable ? [] : ['--no-sync']),
      ],
      { ...asAccount(home.account), cwd: '/', env: childEnvironment() },
    );
    renameSync(building, home.data);
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(`could not make a database in ${home.data}: ${stderr?.trim() || (error as Error).message}`, {
      cause: error,
    });
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(building, { recursive: true, force: true });
  }
}

/** A database made by another major version cannot be opened by these programs; says so before the server does. */
export function checkMajorVersion(home: Home, native: Native): void {
  const made = readIfPresent(join(home.data, 'PG_VERSION'))?.trim();
  const ours = native.version.split('.')[0];
  if (made === undefined || made === ours) return;
  throw new Error(
    `the database in ${home.data} was made by PostgreSQL ${made}; the programs here are version ${native.version}. ` +
      `Export it with the release that made it and import it here, or set IMPACT_DATA to another folder.`,
  );
}
