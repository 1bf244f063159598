import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../given.js';

/** A server of the test's own, which it may kill. */
export interface KurrentServer {
  readonly url: string;
  start(): Promise<void>;
  /** SIGKILL: it has no time to put anything in order. */
  kill(): Promise<void>;
  drop(): Promise<void>;
}

/**
 * @param command what starts a server in the foreground, with {port}, {port2} (for nodes among themselves) and {data}
 *   (its folder) to be filled in: `KURRENTDB_COMMAND`
 */
export async function kurrentServer(command: string): Promise<KurrentServer> {
  const data = mkdtempSync(join(tmpdir(), 'impact-kurrent-'));
  const [port, port2] = [await freePort(), await freePort()];
  const words = command
    .split(' ')
    .map((word) => word.replace('{port}', `${port}`).replace('{port2}', `${port2}`).replace('{data}', data));
  let running: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    if (running?.exitCode !== null || running.signalCode !== null) return;
    running.kill('SIGKILL');
    await once(running, 'exit');
  };
  return {
    url: `kurrentdb://127.0.0.1:${port}?tls=false`,
    start: async () => {
      const [program = '', ...args] = words;
      const child = spawn(program, args, { stdio: 'ignore' });
      running = child;
      await until(async () => {
        if (child.exitCode !== null) throw new Error(`${words.join(' ')} ended with ${child.exitCode}`);
        const answer = await fetch(`http://127.0.0.1:${port}/health/live`).catch(() => undefined);
        return answer?.ok === true;
      }, 60_000);
    },
    kill,
    drop: async () => {
      await kill();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
