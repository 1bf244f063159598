import { Kysely, PostgresDialect } from 'kysely';
import type { Pool } from 'pg';
import type { ReadTables } from './tables.js';

/** The tables of the read model, typed; every query function takes it first. */
export type ReadDatabase = Kysely<ReadTables>;

/** The read model behind this pool, whose `date` and `int8` must arrive as strings. The pool stays the caller's to end. */
export const createReadDatabase = (pool: Pool): ReadDatabase =>
  new Kysely<ReadTables>({ dialect: new PostgresDialect({ pool }) }).withSchema('read');
