import { openEventStore, type EventStore } from '@impact-ledger/ledger';
import type { OpenDatabase } from './with-database.js';

/** The log of an installation; the caller closes it. */
export const openStore = ({
  databaseUrl,
  environment,
}: Pick<OpenDatabase, 'databaseUrl' | 'environment'>): EventStore =>
  openEventStore({ databaseUrl, kurrentdbUrl: environment.kurrentdbUrl });
