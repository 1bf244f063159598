import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ask } from './connection.js';
import { readIfPresent } from '../private-file.js';
import { commandLine, isAlive } from './processes.js';
import type { OnProgress } from './progress.js';

/** First lines of `postmaster.pid`, which a live server keeps in its data folder. */
export interface PidFile {
  readonly pid: number;
  readonly port: number;
}

/** What an existing `postmaster.pid` means. */
export type Found =
  | { readonly state: 'running'; readonly pid: number; readonly port: number }
  /** `bystander`: a live process that was given the number of the dead server and is no server of this folder. */
  | { readonly state: 'stopped'; readonly bystander?: number };

const POLL_MS = 50;
/** Recovery after a crash replays the log; the server answers "starting" all the while. */
const PATIENCE_MS = 120_000;

export function readPidFile(data: string): PidFile | undefined {
  const lines = readIfPresent(join(data, 'postmaster.pid'))?.split('\n');
  const pid = Number(lines?.[0]);
  if (!lines || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3]) };
}

/**
 * Looks for a live server of the folder: the one to adopt.
 * Throws, naming the process, when there is one that cannot be used.
 */
export async function findServer(
  data: string,
  password: string,
  onProgress: OnProgress,
  patienceMs = PATIENCE_MS,
): Promise<Found> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const noted = readPidFile(data);
    if (!noted) return { state: 'stopped' };
    const answer = noted.port > 0 ? await ask(noted.port, password, data) : 'nobody';
    if (answer === 'ours') return { state: 'running', pid: noted.pid, port: noted.port };
    // A dead server's file is left alone: PostgreSQL removes it itself after making sure that no orphan of the dead
    // server still writes to the folder.
    if (!isAlive(noted.pid)) return { state: 'stopped' };
    if (!isServerOf(noted.pid, data)) {
      onProgress(
        `postmaster.pid names process ${noted.pid} (${describe(noted.pid)}), which is not PostgreSQL on ${data}: ` +
          `the file was left by a server that was killed, and is replaced`,
      );
      return { state: 'stopped', bystander: noted.pid };
    }
    if (answer === 'wrong password') {
      throw new Error(
        `PostgreSQL is running on ${data} (process ${noted.pid}, port ${noted.port}) and refuses the password kept beside it. ` +
          `Put the right one into ${join(data, '..', 'password')}, or stop that process.`,
      );
    }
    if (Date.now() > deadline) {
      throw new Error(
        `PostgreSQL is running on ${data} (process ${noted.pid}) but does not answer on port ${noted.port}. ` +
          `Read server.log beside that folder; stop the process with kill -INT ${noted.pid}, then start again.`,
      );
    }
    await pause(POLL_MS);
  }
}

/** Whether the process is a PostgreSQL that was started with `-D data`, as ours are. */
function isServerOf(pid: number, data: string): boolean {
  const words = commandLine(pid);
  return /^postgres(\.exe)?$/.test(basename(words[0] ?? '')) && `${words.join(' ')} `.includes(`-D ${data} `);
}

function describe(pid: number): string {
  return commandLine(pid).join(' ').slice(0, 120) || 'a process of another account';
}
