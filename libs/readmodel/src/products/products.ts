import { authorise, type Actor } from '@impact-ledger/domain';
import { sql, type Selectable } from 'kysely';
import { z } from 'zod';
import { asOfOf, begunBy, standingAt, type AsOf, type Moment } from '../as-of.js';
import { beyond, pageOf, rowsFor, type ListOrder, type PageRequest } from '../page.js';
import { projection } from '../projecting/projection.js';
import { insert } from '../projecting/row-change.js';
import { knownFrom, nextState } from '../projecting/states.js';
import type { ReadDatabase } from '../read-database.js';
import type { ReadTables } from '../tables.js';
import type { Page, ProductView } from '../views.js';

/** Every state a product was in. */
export const products = projection({
  name: 'products',
  version: 2,
  tables: ['product'],
  on: {
    ProductRegistered: ({ data, ...event }) => [
      insert(
        'product',
        { id: event.subject, revision: event.revision },
        { ...data, phase_since: null, ...knownFrom(event) },
      ),
    ],
    ProductPhaseChanged: ({ data, ...event }) =>
      nextState('product', event, { phase: data.phase, phase_since: data.since }),
  },
});

/**
 * Products as the ledger knew them at the moment; with `validAt` in the phase of that civil day. A phase holds from its
 * first day on, and what was said last wins where two do.
 */
export function productStates(db: ReadDatabase, asOf: AsOf | undefined, validAt?: string) {
  const states = db.selectFrom('product').where(standingAt(asOf, 'product'));
  const plain = ['product.id', 'product.name', 'product.incubator', 'product.problem', 'product.revision'] as const;
  if (validAt === undefined) return states.select([...plain, 'product.phase', 'product.phase_since']);
  return states
    .innerJoinLateral(
      (query) =>
        query
          .selectFrom('product as then')
          .whereRef('then.id', '=', 'product.id')
          .where(begunBy(asOf, 'then'))
          .where((either) =>
            either.or([either('then.phase_since', 'is', null), either('then.phase_since', '<=', validAt)]),
          )
          .orderBy('then.revision', 'desc')
          .limit(1)
          .select(['then.phase', 'then.phase_since'])
          .as('valid'),
      (join) => join.onTrue(),
    )
    .select([...plain, 'valid.phase', 'valid.phase_since']);
}

type ProductRow = Pick<
  Selectable<ReadTables['product']>,
  'id' | 'name' | 'incubator' | 'problem' | 'revision' | 'phase' | 'phase_since'
>;

export const toProductView = (row: ProductRow): ProductView => ({
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
  columns: ['product.id'],
  direction: 'asc',
  key: z.tuple([z.string()]),
};

export interface ProductFilters extends PageRequest, Moment {
  readonly phase?: ProductView['phase'] | undefined;
}

/** Products by id. Throws Forbidden, InvalidCursor, InvalidAsOf. */
export async function listProducts(
  db: ReadDatabase,
  actor: Actor,
  filters: ProductFilters = {},
): Promise<Page<ProductView>> {
  authorise(actor, 'ReadRecord');
  const { phase, cursor, validAt } = filters;
  const phaseThen = validAt === undefined ? 'product.phase' : 'valid.phase';
  const rows = await productStates(db, asOfOf(filters), validAt)
    .where(beyond(BY_ID, cursor))
    .$if(phase !== undefined, (query) => query.where(sql.ref(phaseThen), '=', phase as ProductView['phase']))
    .orderBy('product.id')
    .limit(rowsFor(filters))
    .execute();
  return pageOf(BY_ID, filters, rows, toProductView, ({ id }) => [id]);
}

/** One product; undefined when there is none, or was none at `asOf`. Throws Forbidden, InvalidAsOf. */
export async function readProduct(
  db: ReadDatabase,
  actor: Actor,
  id: string,
  moment: Moment = {},
): Promise<ProductView | undefined> {
  authorise(actor, 'ReadRecord');
  const row = await productStates(db, asOfOf(moment), moment.validAt).where('product.id', '=', id).executeTakeFirst();
  return row && toProductView(row);
}
