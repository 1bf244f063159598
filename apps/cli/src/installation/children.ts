import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A server of ours, as a process of its own. */
export interface Child {
  readonly name: 'api' | 'worker';
  readonly pid: number | undefined;
  /** Resolves with a sentence when the process has ended, whoever ended it. */
  readonly ended: Promise<string>;
  /** Asks it to leave, waits (milliseconds; longer than it gives itself unless told), and kills it when it does not. */
  stop(patienceMs?: number): Promise<void>;
  kill(): void;
  /** The last lines it wrote, when they are kept in a file. */
  lastWords(): string;
}

const ROOT = new URL('../../../../', import.meta.url);
const LEAVE_WITH_PARENT = new URL('./leave-with-parent.js', import.meta.url);

/** Longer than the processes give themselves. */
const PATIENCE_MS = 35_000;

export interface StartOptions {
  readonly env: NodeJS.ProcessEnv;
  /** The folder for a log file of its own; undefined: this process's standard error. */
  readonly logs: string | undefined;
}

/** Starts `apps/<name>/dist/main.js`. It leaves when this process ends, however it ends. */
export function startChild(name: Child['name'], { env, logs }: StartOptions): Child {
  const program = fileURLToPath(new URL(`apps/${name}/dist/main.js`, ROOT));
  const logFile = logs === undefined ? undefined : join(logs, `${name}.log`);
  if (logs !== undefined) mkdirSync(logs, { recursive: true, mode: 0o700 });
  const child = spawn(process.execPath, ['--import', LEAVE_WITH_PARENT.href, '--enable-source-maps', program], {
    env,
    // A group of its own: Ctrl-C reaches us alone, and we stop them in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const sink: WriteStream | NodeJS.WriteStream =
    logFile === undefined ? process.stderr : createWriteStream(logFile, { flags: 'w', mode: 0o600 });
  child.stdout?.pipe(sink, { end: false });
  child.stderr?.pipe(sink, { end: false });
  const ended = endOf(name, child);
  return {
    name,
    pid: child.pid,
    ended,
    stop: (patienceMs = PATIENCE_MS) => stop(child, ended, patienceMs),
    kill: () => void child.kill('SIGKILL'),
    lastWords: () =>
      logFile === undefined ? '' : readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-8).join('\n'),
  };
}

async function endOf(name: string, child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`the ${name} could not be started: ${error.message}`));
    child.once('exit', (code, signal) => resolve(`the ${name} ended by itself (${signal ?? `exit code ${code}`})`));
  });
}

async function stop(child: ChildProcess, ended: Promise<string>, patienceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(timer);
  if (child.connected) {
    child.disconnect();
    await once(child, 'disconnect');
  }
}
