import type { MigrationRoom } from '@impact-ledger/platform';

export const WORKER_MIGRATIONS: MigrationRoom = { room: 'worker', folder: new URL('../migrations/', import.meta.url) };
