import type { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { StoreUnavailable } from '../ledger-errors.js';
import { isNotLeader, storeError } from './faults.js';

type Library = typeof import('@kurrent/kurrentdb-client');

/** What a call may use: the client of the moment and the library it comes from. */
export interface Client {
  readonly client: KurrentDBClient;
  readonly library: Library;
}

export interface KurrentAddress {
  /** For the client, with what we need of it set and what is ours taken out. */
  readonly connection: string;
  /** Name of the ledger in the cluster: several may share one. */
  readonly ledger: string;
}

const LEDGER = /^[a-z][a-z0-9]{0,40}$/;

/**
 * Reads a KurrentDB connection string. `ledger=<name>` among its options (default `impact`) names the ledger, so that a
 * cluster may hold several and other applications beside them.
 */
export function readKurrentUrl(url: string): KurrentAddress {
  const [start = '', query = ''] = url.split('?', 2);
  const options = query.split('&').filter((option) => option !== '');
  const named = options.find((option) => option.startsWith('ledger='))?.slice('ledger='.length);
  const ledger = named ?? 'impact';
  if (!LEDGER.test(ledger)) {
    throw new Error('KURRENTDB_URL: the option "ledger" is lower-case letters and digits, a letter first.');
  }
  // Without an exception a refused append gives a made-up revision.
  const kept = options.filter((option) => !/^(ledger|throwOnAppendFailure)=/i.test(option));
  return { connection: `${start}?${[...kept, 'throwOnAppendFailure=true'].join('&')}`, ledger };
}

/** The library is optional: whoever keeps the events in PostgreSQL need not install it. */
async function loadLibrary(): Promise<Library> {
  try {
    return await import('@kurrent/kurrentdb-client');
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error(
      'KURRENTDB_URL is set, but the package @kurrent/kurrentdb-client is not installed: run `npm install` without --omit=optional, on a platform it is built for.',
      { cause: error },
    );
  }
}

/**
 * The client, made when first used. It has no limit of its own on how long an append may hang, and keeps what it knows
 * of a server that is gone: every call here is bounded, and a client that failed is replaced.
 */
export class Connection {
  #client: Promise<Client> | undefined;
  #closed = false;

  constructor(private readonly address: string) {}

  /**
   * @param milliseconds how long the call may take
   * @throws StoreUnavailable, or what the server refused
   */
  async call<T>(milliseconds: number, run: (client: Client) => Promise<T>): Promise<T> {
    const opened = this.open();
    try {
      return await within(milliseconds, async () => run(await opened));
    } catch (error) {
      const fault = storeError(error);
      // One that was sent to the leader remembers where it is.
      if (fault instanceof StoreUnavailable && !isNotLeader(error)) await this.#discard(opened);
      throw fault;
    }
  }

  open(): Promise<Client> {
    if (this.#closed) return Promise.reject(new StoreUnavailable(new Error('this client was closed')));
    if (!this.#client) {
      this.#client = loadLibrary().then((library) => ({
        library,
        client: library.KurrentDBClient.connectionString(this.address),
      }));
      this.#client.catch(() => undefined);
    }
    return this.#client;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#discard(this.#client);
  }

  async #discard(opened: Promise<Client> | undefined): Promise<void> {
    if (!opened || this.#client !== opened) return;
    this.#client = undefined;
    // It waits for streams to end, which a server that hangs may never let happen.
    const disposed = opened.then(({ client }) => client.dispose()).catch(() => undefined);
    await Promise.race([disposed, new Promise<void>((resolve) => setTimeout(resolve, 500).unref())]);
  }
}

/** Rejects when the time is over, whatever becomes of the work then. */
async function within<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => over.reject(new StoreUnavailable(new Error(`no answer within ${milliseconds} ms`))),
    milliseconds,
  );
  try {
    return await Promise.race([work(), over.promise]);
  } finally {
    clearTimeout(timer);
  }
}
