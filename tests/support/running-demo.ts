import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The demonstration as a person has it: `impact demo` on an empty data root, until stopped. */
export interface RunningDemo {
  /** Without a slash at its end. */
  readonly url: string;
  /** Signs one browser in, once. */
  readonly signIn: string;
  stop(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));

export async function startDemo(): Promise<RunningDemo> {
  const dataRoot = mkdtempSync(join(tmpdir(), 'impact-demo-'));
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...inherited } = process.env;
  const demo = spawn(process.execPath, [PROGRAM, 'demo'], {
    env: { ...inherited, IMPACT_DATA: dataRoot, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(demo, 'exit');
  const stop = async (): Promise<void> => {
    demo.kill('SIGTERM');
    await exited;
    rmSync(dataRoot, { recursive: true, force: true });
  };
  const said: string[] = [];
  createInterface({ input: demo.stderr }).on('line', (line) => said.push(line));
  for await (const line of createInterface({ input: demo.stdout })) {
    said.push(line);
    const signIn = /^sign in once\s+(\S+)$/.exec(line)?.[1];
    if (signIn !== undefined) {
      // Nobody reads on, and a full pipe would stop the writer.
      demo.stdout.resume();
      return { url: new URL(signIn).origin, signIn, stop };
    }
  }
  await stop();
  throw new Error(`the demonstration ended before it served:\n${said.slice(-20).join('\n')}`);
}
