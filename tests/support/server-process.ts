import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A server of ours as the process it is in production, from the build. */
export interface ServerProcess {
  readonly pid: number;
  /** Resolves with the first log line, from the start, that says this. */
  says(text: string): Promise<string>;
  /** Every line so far. */
  readonly lines: readonly string[];
  /** Ends it without a word, as a power cut would. */
  killNine(): Promise<void>;
  /** Asks it to leave; gives its exit code. */
  terminate(): Promise<number | null>;
}

const PATIENCE_MS = 60_000;

/** Starts `apps/<app>/dist/main.js` with this environment and nothing else, and waits until it is ready. */
export async function startServer(app: 'api' | 'worker', env: NodeJS.ProcessEnv): Promise<ServerProcess> {
  const begun = begin(app, env);
  try {
    await begun.says('"ready"');
    return begun;
  } catch (error) {
    await begun.killNine();
    throw error;
  }
}

function begin(app: string, env: NodeJS.ProcessEnv): ServerProcess {
  const program = fileURLToPath(new URL(`../../apps/${app}/dist/main.js`, import.meta.url));
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
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
        reject(new Error(`the ${app} ${what} before it said "${text}":\n${lines.slice(-15).join('\n')}`));
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
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    if (child.exitCode === null && child.signalCode === null) await exited;
    return child.exitCode;
  };
  return {
    pid: child.pid!,
    says,
    lines,
    killNine: async () => void (await end('SIGKILL')),
    terminate: () => end('SIGTERM'),
  };
}
