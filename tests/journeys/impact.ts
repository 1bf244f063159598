import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));

export interface Call {
  readonly child: ChildProcess;
  /** What it has written so far. */
  readonly data: () => string;
  readonly messages: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly data: string; readonly messages: string }>;
  /** Waits until it has said this, on either stream. */
  says(text: string): Promise<void>;
}

/** A machine of the test's own: a data root that nothing of the environment reaches. */
export interface Machine {
  readonly folder: string;
  /** The built command line. */
  impact(...args: string[]): Call;
  /** Stops what still runs and removes the data. */
  clear(): Promise<void>;
}

const PATIENCE_MS = 120_000;

export function createMachine(variables: NodeJS.ProcessEnv = {}): Machine {
  const folder = mkdtempSync(join(tmpdir(), 'impact-journey-'));
  // As root the database server is another account, which must pass through.
  chmodSync(folder, 0o711);
  const calls: Call[] = [];
  return {
    folder,
    impact: (...args) => {
      const call = begin(args, { PATH: process.env['PATH'], NO_COLOR: '1', IMPACT_DATA: folder, ...variables });
      calls.push(call);
      return call;
    },
    clear: async () => {
      for (const { child, ended } of calls) {
        if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function begin(args: readonly string[], env: NodeJS.ProcessEnv): Call {
  const child = spawn(process.execPath, [PROGRAM, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let data = '';
  let messages = '';
  child.stdout.on('data', (chunk) => (data += String(chunk)));
  child.stderr.on('data', (chunk) => (messages += String(chunk)));
  const ended = new Promise<{ code: number | null; data: string; messages: string }>((resolve) => {
    child.once('exit', (code) => resolve({ code, data, messages }));
  });
  return {
    child,
    data: () => data,
    messages: () => messages,
    ended,
    says: async (text) => {
      const deadline = Date.now() + PATIENCE_MS;
      while (!data.includes(text) && !messages.includes(text)) {
        if (child.exitCode !== null || Date.now() > deadline)
          throw new Error(`never said "${text}":\n${data}${messages}`);
        await pause(25);
      }
    },
  };
}
