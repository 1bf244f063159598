import type { ClientBase } from 'pg';
import { besideSchema } from './projecting/beside-tables.js';
import { PROJECTIONS } from './projections.js';

/** Forgets every read model, in the transaction of `client`: the projector makes them again from the log. */
export async function clearReadModels(client: ClientBase): Promise<void> {
  const tables = PROJECTIONS.flatMap((projection) => projection.tables.map((table) => `read.${table}`));
  await client.query(`truncate ${tables.join(', ')}, read.projection`);
  for (const projection of PROJECTIONS) await client.query(`drop schema if exists ${besideSchema(projection)} cascade`);
}
