import { createHash, randomBytes } from 'node:crypto';
import { accessSync, constants, readFileSync, readlinkSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
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
 * Hands out private folders that are removed after use. Each carries the process it belongs to in its name, and the
 * machine and container whose number that is, so that the leftovers of a killed process can be told from the work of a
 * live one, also where machines or containers share the folder. Machines that do must have names of their own.
 */
export class Scratch {
  constructor(private readonly folder: string) {}

  async use<T>(work: (folder: string) => Promise<T>): Promise<T> {
    // What others left was perhaps too young at the start. That it cannot be removed is no reason to refuse this work.
    await this.sweep().catch(() => undefined);
    const owner = [MACHINE, BOOT, CONTAINER, process.pid, startOf(process.pid) ?? 0].join('-');
    const folder = join(this.folder, `${owner}-${randomBytes(6).toString('hex')}`);
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await mkdir(folder, { mode: 0o700 });
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Removes what dead processes left; of those elsewhere, whose death is not seen from here, what is older than a day. */
  async sweep(): Promise<void> {
    const names = await readdir(this.folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    for (const name of names) {
      const path = join(this.folder, name);
      if (OWNED.test(name) && !(await isInUse(name, path))) await rm(path, { recursive: true, force: true });
    }
  }
}

/** As earlier releases named them too: process, start and nonce alone. */
const OWNED = /^(?:([0-9a-f]{8})-([0-9a-f]{8})-([0-9a-f]{8})-)?(\d+)-(\d+)-[0-9a-f]{12}$/;

async function isInUse(name: string, path: string): Promise<boolean> {
  const [, machine, boot, container, pid, start] = OWNED.exec(name) ?? [];
  if (machine !== MACHINE) return isYoung(path);
  if (boot !== BOOT) return false;
  return container === CONTAINER ? lives(Number(pid), Number(start)) : isYoung(path);
}

/** Milliseconds. No upload and no run lasts that long. */
const ABANDONED = 86_400_000;

async function isYoung(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    // Another that starts has removed it.
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return found !== undefined && Date.now() - found.mtimeMs < ABANDONED;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

function ifTold(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

const MACHINE = digest(hostname());
/** Of what ran before the system started again, nothing lives. */
const BOOT = digest(ifTold(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')));
/** Processes are counted anew in each container: pid_namespaces(7). Some have the name of the machine for theirs. */
const CONTAINER = digest(ifTold(() => readlinkSync('/proc/self/ns/pid')));

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
