import type { EventStore } from './event-store.js';
import { createKurrentEventStore } from './kurrent/kurrent-event-store.js';
import { createPostgresEventStore } from './postgres/postgres-event-store.js';

export interface EventStoreSettings {
  /** PostgreSQL of the installation: it holds the events, too, unless `kurrentdbUrl` says where they are. */
  readonly databaseUrl: string;
  /** Connection string of KurrentDB. */
  readonly kurrentdbUrl?: string | undefined;
}

/** The log of this installation. Nobody else knows what it is built on. Connects when first used. */
export const openEventStore = ({ databaseUrl, kurrentdbUrl }: EventStoreSettings): EventStore =>
  kurrentdbUrl === undefined
    ? createPostgresEventStore({ url: databaseUrl })
    : createKurrentEventStore({ url: kurrentdbUrl });
