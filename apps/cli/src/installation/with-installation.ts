import { setTimeout as pause } from 'node:timers/promises';
import type { Environment } from '@impact-ledger/platform';
import { withDatabaseOf, type OpenDatabase } from '../connection/with-database.js';
import { CommandFailure } from '../terminal/failure.js';
import { startChild, type Child, type StartOptions } from './children.js';
import { anyPort, portFree } from './ports.js';
import { forgetRunning, noteRunning, readRunning } from './running.js';
import { serverEnvironment } from './settings.js';
import { listenForStop, type StopSignal } from './stop-signal.js';
import { takeSupervisorLock, type SupervisorLock } from './supervisor-lock.js';

/** A ledger that serves. */
export interface Installation extends OpenDatabase {
  /** Where the API and the pages are, from this machine. */
  readonly url: string;
  /** Set when another process serves it: that one's id. */
  readonly servedBy?: number;
  /** Resolves when somebody asks us to stop. */
  readonly stopRequested: Promise<void>;
}

export interface InstallationOptions {
  readonly environment: Environment;
  readonly dataRoot: string;
  readonly logs: StartOptions['logs'];
  /** Take another port when the configured one is taken. */
  readonly anyPortWillDo: boolean;
  readonly onProgress: (text: string) => void;
}

const READY_MS = 60_000;
const PORT_MS = 15_000;
/** When the database dies, whoever was using it may be the first to say so. */
const CAUSE_MS = 500;
/** Without a database there is nothing to bring to an end. */
const LAST_WORD_MS = 2_000;

/**
 * Database, API and worker for as long as `use` takes, or the ones that another process keeps on this data root.
 * They end in the order API, worker, database: when `use` has ended, when a signal asks, or when one of the three dies.
 * @returns what `use` gives; undefined when a signal came first
 * @throws CommandFailure naming what died
 */
export async function withInstallation<T>(
  options: InstallationOptions,
  use: (installation: Installation) => Promise<T>,
): Promise<T | undefined> {
  const stop = listenForStop(() => options.onProgress('stopping (once more to force)'));
  try {
    return await withDatabaseOf(options, async (database) => {
      const lock = await takeSupervisorLock(database, options.environment);
      if (!lock) {
        const running = await whoRuns(options.dataRoot);
        return await use({ ...database, url: running.url, servedBy: running.pid, stopRequested: stop.requested });
      }
      try {
        return await serve(options, database, { stop, lock }, use);
      } finally {
        forgetRunning(options.dataRoot);
        lock.release();
      }
    });
  } finally {
    stop.release();
  }
}

async function serve<T>(
  options: InstallationOptions,
  database: OpenDatabase,
  { stop, lock }: { readonly stop: StopSignal; readonly lock: SupervisorLock },
  use: (installation: Installation) => Promise<T>,
): Promise<T | undefined> {
  const { environment, dataRoot, logs, onProgress } = options;
  const port = await choosePort(options);
  const env = {
    ...serverEnvironment(),
    DATABASE_URL: database.databaseUrl,
    IMPACT_DATA: dataRoot,
    PORT: String(port),
  };
  const url = `http://${reachable(environment.host)}:${port}`;
  const children: Child[] = [];
  const over = new AbortController();
  let patienceMs: number | undefined;
  lock.lost.catch(() => {
    patienceMs = LAST_WORD_MS;
    onProgress('the database is gone: stopping');
  });
  stop.onForce(() => {
    for (const child of children) child.kill();
    process.exit(130);
  });
  try {
    // The worker first: the API is ready only when its read models are.
    children.push(startChild('worker', { env, logs }), startChild('api', { env, logs }));
    const death = Promise.race(children.map((child) => child.ended.then((how) => died(child, how))));
    const stopped = stop.requested.then(() => undefined);
    onProgress('starting the API and the worker');
    const ready = await Promise.race([whenReady(url, over.signal).then(() => true), death, lock.lost, stopped]);
    if (!ready) return undefined;
    noteRunning(dataRoot, url);
    return await Promise.race([use({ ...database, url, stopRequested: stop.requested }), death, lock.lost, stopped]);
  } catch (error) {
    await Promise.race([lock.lost, pause(CAUSE_MS)]);
    throw error;
  } finally {
    over.abort();
    for (const child of children.toReversed()) await child.stop(patienceMs);
  }
}

function died(child: Child, how: string): never {
  const words = child.lastWords();
  throw new CommandFailure(`${how}${words ? `; its last lines:\n${words}` : ''}`);
}

const reachable = (host: string): string => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host);

async function choosePort({ environment, anyPortWillDo, onProgress }: InstallationOptions): Promise<number> {
  const { host, port } = environment;
  if (port === 0) return anyPort(host);
  if (await portFree(host, port, anyPortWillDo ? 3_000 : 0)) return port;
  if (anyPortWillDo) {
    const other = await anyPort(host);
    onProgress(`port ${port} is taken by another program: using ${other}`);
    return other;
  }
  onProgress(`port ${port} is taken: waiting for it`);
  if (await portFree(host, port, PORT_MS)) return port;
  throw new CommandFailure(
    `port ${port} on ${host} is taken by another program: stop that one, or set PORT to another number.`,
  );
}

/** Waits no longer than for `over`: who has stopped asks nothing more, and may leave. */
async function whenReady(url: string, over: AbortSignal): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (!over.aborted) {
    const answer = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    if (Date.now() > deadline) {
      throw new CommandFailure(`the API does not get ready at ${url}: read the logs of api and worker.`);
    }
    await pause(100);
  }
}

async function whoRuns(dataRoot: string): Promise<{ readonly pid: number; readonly url: string }> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    const running = readRunning(dataRoot);
    if (running) return running;
    if (Date.now() > deadline) {
      throw new CommandFailure(
        `another process is starting the ledger on ${dataRoot} and does not get ready: stop it first.`,
      );
    }
    await pause(200);
  }
}
