import { authorise, type Actor } from '@impact-ledger/domain';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import { beyond, pageOf, rowsFor, type ListOrder, type PageRequest } from '../page.js';
import { projection } from '../projecting/projection.js';
import { insert, update } from '../projecting/row-change.js';
import type { ReadDatabase } from '../read-database.js';
import type { ReadTables } from '../tables.js';
import type { Page, ProductView } from '../views.js';

export const products = projection({
  name: 'products',
  version: 1,
  tables: ['product'],
  on: {
    ProductRegistered: ({ subject, data, revision }) => [
      insert('product', { id: subject }, { ...data, phase_since: null, revision }),
    ],
    ProductPhaseChanged: ({ subject, data, revision }) => [
      update('product', { id: subject }, { phase: data.phase, phase_since: data.since, revision }),
    ],
  },
});

export const toProductView = (row: Selectable<ReadTables['product']>): ProductView => ({
  id: row.id,
  name: row.name,
  incubator: row.incubator,
  problem: row.problem,
  phase: row.phase,
  phaseSince: row.phase_since,
  revision: row.revision,
});

const BY_ID: ListOrder<[string]> = {
  list: 'products',
  columns: ['id'],
  direction: 'asc',
  key: z.tuple([z.string()]),
};

export interface ProductFilters extends PageRequest {
  readonly phase?: ProductView['phase'] | undefined;
}

/** Products by id. Throws Forbidden, InvalidCursor. */
export async function listProducts(
  db: ReadDatabase,
  actor: Actor,
  filters: ProductFilters = {},
): Promise<Page<ProductView>> {
  authorise(actor, 'ReadRecord');
  const { phase, cursor } = filters;
  const rows = await db
    .selectFrom('product')
    .selectAll()
    .where(beyond(BY_ID, cursor))
    .$if(phase !== undefined, (query) => query.where('phase', '=', phase as ProductView['phase']))
    .orderBy('id')
    .limit(rowsFor(filters))
    .execute();
  return pageOf(BY_ID, filters, rows, toProductView, ({ id }) => [id]);
}

/** One product; undefined when there is none. Throws Forbidden. */
export async function readProduct(db: ReadDatabase, actor: Actor, id: string): Promise<ProductView | undefined> {
  authorise(actor, 'ReadRecord');
  const row = await db.selectFrom('product').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toProductView(row);
}
