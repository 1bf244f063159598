import type { Engine, Locale, PublicationPolicy } from '@impact-ledger/domain';
import type { EventStore, Vault } from '@impact-ledger/ledger';
import type { ReadDatabase } from '@impact-ledger/readmodel';
import type pg from 'pg';
import type { Logger } from 'pino';

/** What the routes work with; opened by `createApi`, closed with it. */
export abstract class Resources {
  abstract readonly store: EventStore;
  abstract readonly pool: pg.Pool;
  abstract readonly db: ReadDatabase;
  abstract readonly vault: Vault;
  /** Seed of the key that signs the log; undefined when this process was not given it. */
  abstract readonly signingKey: Uint8Array | undefined;
  abstract readonly log: Logger;
  /** Private folder for files on their way into the vault. */
  abstract readonly scratch: string;
  /** Of a reader who does not say. */
  abstract readonly locale: Locale;
  /** Address the public reaches us by, without a slash at its end. */
  abstract readonly publicUrl: string | undefined;
  /** Milliseconds a query waits for `minPosition`. */
  abstract readonly patienceMs: number;
  /** Largest file of a data set, in bytes. */
  abstract readonly largestFile: number;
  /** What computes here now: results of another say so. */
  abstract readonly engine: Engine;
  /** How many people there must be behind a count that the public reads. */
  abstract readonly publication: PublicationPolicy;
}
