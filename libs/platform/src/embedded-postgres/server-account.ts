import { spawnSync } from 'node:child_process';
import type { OnProgress } from './progress.js';

/** The operating system account the server runs as when we are root: PostgreSQL refuses to run as root itself. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const OWN_ACCOUNT = 'impact-ledger';
/** Used only where no account can be created (a read-only /etc, a minimal container). */
const FALLBACK_ACCOUNTS = ['postgres', '_postgres', 'nobody'];

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * The account to run the server as, or undefined for "as ourselves" (we are not root).
 * `owner` is the owner of an existing database: PostgreSQL only serves a folder that belongs to its own account.
 */
export function serverAccount(
  owner: { uid: number; gid: number } | undefined,
  onProgress: OnProgress,
): Account | undefined {
  if (!isRoot()) return undefined;
  if (owner && owner.uid !== 0) return { name: nameOf(owner.uid), uid: owner.uid, gid: owner.gid };

  const own = lookUp(OWN_ACCOUNT) ?? createOwnAccount(onProgress);
  if (own) return own;
  for (const name of FALLBACK_ACCOUNTS) {
    const account = lookUp(name);
    if (account) {
      onProgress(`running as root, PostgreSQL will run as the existing account ${name}`);
      return account;
    }
  }
  throw new Error(
    `PostgreSQL refuses to run as root, and no account could be found or created for it. ` +
      `Create one (useradd --system ${OWN_ACCOUNT}), start as an ordinary user, or set DATABASE_URL to a server of your own.`,
  );
}

/** Whether the account can enter a folder, asked of the kernel itself: it knows of access lists and mounts, we do not. */
export function canEnter(account: Account | undefined, folder: string): boolean {
  if (!account) return true;
  const { status, error } = spawnSync('/bin/sh', ['-c', 'cd -- "$0"', folder], {
    ...asAccount(account),
    cwd: '/',
    stdio: 'ignore',
  });
  if (error) throw new Error(`cannot start a process as ${account.name} (uid ${account.uid}): ${error.message}`);
  return status === 0;
}

/** Options of `spawn` that make a child run as the account. */
export function asAccount(account: Account | undefined): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {};
}

function lookUp(name: string): Account | undefined {
  const uid = idOf('-u', name);
  const gid = idOf('-g', name);
  return uid === undefined || gid === undefined || uid === 0 ? undefined : { name, uid, gid };
}

function idOf(flag: '-u' | '-g', name: string): number | undefined {
  const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
  return status === 0 ? Number(stdout.trim()) : undefined;
}

function nameOf(uid: number): string {
  const { status, stdout } = spawnSync('id', ['-un', String(uid)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : `uid ${uid}`;
}

function createOwnAccount(onProgress: OnProgress): Account | undefined {
  const attempts: [string, string[]][] = [
    [
      'useradd',
      [
        '--system',
        '--user-group',
        '--no-create-home',
        '--home-dir',
        '/nonexistent',
        '--shell',
        '/usr/sbin/nologin',
        OWN_ACCOUNT,
      ],
    ],
    ['adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', OWN_ACCOUNT]],
  ];
  for (const [command, parameters] of attempts) {
    if (spawnSync(command, parameters, { stdio: 'ignore' }).status !== 0) continue;
    const account = lookUp(OWN_ACCOUNT);
    if (account) {
      onProgress(`created the system account ${OWN_ACCOUNT} (no login): PostgreSQL refuses to run as root`);
      return account;
    }
  }
  // Two first starts at once: the other one may have made it between our look-up and our attempt.
  return lookUp(OWN_ACCOUNT);
}
