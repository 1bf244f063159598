import { randomBytes } from 'node:crypto';
import { accessSync, constants, readFileSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where decrypted files live for a moment: memory where the system has such a folder, else the temporary folder. */
export function defaultScratch(): string {
  const account = process.getuid?.() ?? 'user';
  const inMemory = '/dev/shm';
  try {
    accessSync(inMemory, constants.W_OK | constants.X_OK);
    return join(inMemory, `impact-scratch-${account}`);
  } catch {
    return join(tmpdir(), `impact-scratch-${account}`);
  }
}

/**
 * Hands out private folders that are removed after use. Each carries the process it belongs to in its name, so that the
 * leftovers of a killed process can be told from the work of a live one. Not to be shared between machines or
 * containers, where the same number means another process.
 */
export class Scratch {
  constructor(private readonly folder: string) {}

  async use<T>(work: (folder: string) => Promise<T>): Promise<T> {
    const folder = join(this.folder, `${process.pid}-${startOf(process.pid) ?? 0}-${randomBytes(6).toString('hex')}`);
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await mkdir(folder, { mode: 0o700 });
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Removes what dead processes left. */
  async sweep(): Promise<void> {
    const names = await readdir(this.folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    for (const name of names) {
      const [, pid, start] = /^(\d+)-(\d+)-[0-9a-f]{12}$/.exec(name) ?? [];
      if (pid === undefined || start === undefined) continue;
      if (!lives(Number(pid), Number(start))) await rm(join(this.folder, name), { recursive: true, force: true });
    }
  }
}

function lives(pid: number, start: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, under another account.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const now = startOf(pid);
  return now === undefined || start === 0 || now === start;
}

/** When a process started, in clock ticks since boot (proc(5), field 22): process ids are used again. Linux only. */
function startOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold spaces and parentheses itself.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return undefined;
  }
}
