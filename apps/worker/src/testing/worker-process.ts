import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The worker as the process it is in production, from the build. */
export interface WorkerProcess {
  /** Resolves with the first log line, from the start, that says this. */
  says(text: string): Promise<string>;
  /** Every line so far. */
  readonly lines: readonly string[];
  /** Ends it without a word, as a power cut would. */
  killNine(): Promise<void>;
  /** Asks it to leave; gives its exit code. */
  terminate(): Promise<number | null>;
}

const PROGRAM = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const PATIENCE_MS = 60_000;

/** Starts a worker; with `redisUrl` its queues live there. */
export async function startWorkerProcess(environment: NodeJS.ProcessEnv, redisUrl?: string): Promise<WorkerProcess> {
  const env = { PATH: process.env['PATH'], ...environment, ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }) };
  const child = spawn(process.execPath, [PROGRAM], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const listeners = new Set<(line: string) => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      for (const listener of listeners) listener(line);
    });
  }
  const exited = once(child, 'exit');
  const says = (text: string): Promise<string> => {
    const said = lines.find((line) => line.includes(text));
    if (said !== undefined) return Promise.resolve(said);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        listeners.delete(listener);
        clearTimeout(timer);
      };
      const fail = (what: string): void => {
        leave();
        reject(new Error(`the worker ${what} before it said "${text}":\n${lines.slice(-15).join('\n')}`));
      };
      const timer = setTimeout(() => fail('took too long'), PATIENCE_MS);
      const listener = (line: string): void => {
        if (!line.includes(text)) return;
        leave();
        resolve(line);
      };
      listeners.add(listener);
      void exited.then(() => fail('ended'));
    });
  };
  const gone = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) await exited;
  };
  await says('"ready"');
  return {
    says,
    lines,
    killNine: async () => {
      child.kill('SIGKILL');
      await gone();
    },
    terminate: async () => {
      child.kill('SIGTERM');
      await gone();
      return child.exitCode;
    },
  };
}
