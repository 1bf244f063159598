import { LEDGER_MIGRATIONS } from '@impact-ledger/ledger';
import { migrate, type AppliedMigration } from '@impact-ledger/platform';
import { READMODEL_MIGRATIONS } from '@impact-ledger/readmodel';
import type pg from 'pg';
import { APPLICATION_MIGRATIONS } from './accounts/migrations.js';

/** Brings ledger, read models and accounts up to date; safe to call from several processes at once. */
export const prepareDatabase = (pool: pg.Pool): Promise<AppliedMigration[]> =>
  migrate(pool, [LEDGER_MIGRATIONS, READMODEL_MIGRATIONS, APPLICATION_MIGRATIONS]);
