import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createPool } from '@impact-ledger/platform';

export const repository = fileURLToPath(new URL('../../', import.meta.url));
export const isRoot = process.getuid?.() === 0;

export interface Supervised {
  readonly url: string;
  readonly adopted: boolean;
  readonly dataFolder: string;
  readonly messages: readonly string[];
}

export interface LastLine {
  readonly drained: boolean;
  readonly messages: readonly string[];
}

export interface Supervisor {
  readonly child: ChildProcess;
  readonly server: Supervised;
  /** The line it writes after a clean stop, and its exit code. */
  readonly ended: () => Promise<{ code: number | null; last: LastLine | undefined }>;
}

const folders: string[] = [];
const children: ChildProcess[] = [];

/** A new data root; as root others may pass through it, as they may through the folder of a service. */
export function newDataRoot(mode = 0o711): string {
  const folder = mkdtempSync(join(tmpdir(), 'impact-supervisor-'));
  chmodSync(folder, mode);
  folders.push(folder);
  return folder;
}

/** Where the supervisor keeps the server of a data root that the server's account cannot enter. */
export function systemFolder(dataRoot: string): string {
  return join('/var/lib/impact-ledger', createHash('sha256').update(dataRoot).digest('hex').slice(0, 16));
}

/** Ends what a failed test left running and removes its folders. For afterEach. */
export async function cleanUp(alsoRemove: readonly string[] = []): Promise<void> {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  for (const folder of [...folders.splice(0), ...alsoRemove]) {
    for (const data of [join(folder, 'postgres', 'data'), join(folder, 'data', 'postgres', 'data')]) {
      const pid = postmaster(data);
      if (pid !== undefined && commandOf(pid).includes(data)) {
        process.kill(pid, 'SIGKILL');
        await until(() => !isAlive(pid));
      }
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface SuperviseOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly account?: { readonly uid: number; readonly gid: number };
  /** Another copy of the repository to run from. */
  readonly from?: string;
}

/** Starts `supervise.ts` in a process group of its own and waits until its server answers. */
export async function supervise(
  dataRoot: string,
  { env = {}, account, from = repository }: SuperviseOptions = {},
): Promise<Supervisor> {
  const child = spawn(
    process.execPath,
    ['--import', './tests/support/typescript.mjs', './tests/supervisor/supervise.ts', dataRoot],
    {
      cwd: from,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      ...account,
    },
  );
  children.push(child);
  const lines: string[] = [];
  let complaints = '';
  let exit: { code: number | null } | undefined;
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  child.once('close', (code) => (exit = { code }));
  await until(() => lines.length > 0 || exit !== undefined);
  if (lines.length === 0) throw new Error(`the supervisor ended without a server: ${complaints}`);
  return {
    child,
    server: JSON.parse(lines[0] ?? '') as Supervised,
    ended: async () => {
      await until(() => exit !== undefined);
      return {
        code: exit?.code ?? null,
        last: lines[1] === undefined ? undefined : (JSON.parse(lines[1]) as LastLine),
      };
    },
  };
}

export async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const pool = createPool(url, { applicationName: 'supervisor test', max: 1, onError: () => undefined });
  try {
    return (await pool.query<Row>(sql)).rows;
  } finally {
    await pool.end();
  }
}

/** The process id a running server notes in its data folder; undefined when there is none. */
export function postmaster(data: string): number | undefined {
  const file = join(data, 'postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : undefined;
}

/** False for a zombie too: a killed child of a container's first process may never be collected. */
export function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}

export function ownerOf(pid: number): number {
  return Number(spawnSync('ps', ['-o', 'uid=', '-p', String(pid)], { encoding: 'utf8' }).stdout);
}

export function idOf(account: string): { uid: number; gid: number } {
  const id = (flag: string) => Number(spawnSync('id', [flag, account], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

export async function until(condition: () => boolean, withinMs = 30_000): Promise<void> {
  for (const deadline = Date.now() + withinMs; !condition(); await pause(20)) {
    if (Date.now() > deadline) throw new Error(`waited ${withinMs} ms in vain for ${condition.toString()}`);
  }
}

function commandOf(pid: number): string {
  return spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
}
