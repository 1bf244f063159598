import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** The port that could be listened on, or undefined when it is taken; 0 asks for any. */
function listenable(host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, host, () => {
      const { port: found } = server.address() as AddressInfo;
      server.close(() => resolve(found));
    });
  });
}

/** Any port that is free now. */
export const anyPort = async (host: string): Promise<number> => {
  const port = await listenable(host, 0);
  if (port === undefined) throw new Error(`no port can be opened on ${host}: set HOST to an address of this machine`);
  return port;
};

/** Waits until the port is free: servers of an installation that was killed need a moment to leave. */
export async function portFree(host: string, port: number, patienceMs: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while ((await listenable(host, port)) === undefined) {
    if (Date.now() > deadline) return false;
    await pause(200);
  }
  return true;
}
