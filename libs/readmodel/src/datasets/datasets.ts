import { authorise, type Actor } from '@impact-ledger/domain';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import { beyond, pageOf, rowsFor, type ListOrder, type PageRequest } from '../page.js';
import { projection } from '../projecting/projection.js';
import { insert, update } from '../projecting/row-change.js';
import type { ReadDatabase } from '../read-database.js';
import type { ReadTables } from '../tables.js';
import type { DataSetView, Page } from '../views.js';

export const datasets = projection({
  name: 'datasets',
  version: 1,
  tables: ['dataset'],
  on: {
    DataSetRegistered: ({ subject, data, revision }) => [
      insert(
        'dataset',
        { id: subject },
        {
          product: data.product,
          name: data.name,
          source: data.source,
          licence: data.licence ?? null,
          extracted_on: data.extractedOn,
          quality: data.quality,
          rows: data.rows,
          columns: data.columns,
          sha256: data.sha256,
          status: 'registered',
          revision,
        },
      ),
    ],
    SubjectErased: ({ subject, data, revision }) => [
      update('dataset', { id: subject }, { sha256: data.toSha, rows: data.rows, revision }),
    ],
    DataSetErased: ({ subject, revision }) => [update('dataset', { id: subject }, { status: 'erased', revision })],
  },
});

export const toDataSetView = (row: Selectable<ReadTables['dataset']>): DataSetView => ({
  id: row.id,
  product: row.product,
  name: row.name,
  source: row.source,
  licence: row.licence,
  extractedOn: row.extracted_on,
  quality: row.quality,
  rows: row.rows,
  columns: row.columns,
  sha256: row.sha256,
  status: row.status,
  revision: row.revision,
});

const BY_ID: ListOrder<[string]> = {
  list: 'datasets',
  columns: ['id'],
  direction: 'asc',
  key: z.tuple([z.string()]),
};

export interface DataSetFilters extends PageRequest {
  readonly product?: string | undefined;
}

/** Data sets by id. Throws Forbidden, InvalidCursor. */
export async function listDataSets(
  db: ReadDatabase,
  actor: Actor,
  filters: DataSetFilters = {},
): Promise<Page<DataSetView>> {
  authorise(actor, 'ReadRecord');
  const { product, cursor } = filters;
  const rows = await db
    .selectFrom('dataset')
    .selectAll()
    .where(beyond(BY_ID, cursor))
    .$if(product !== undefined, (query) => query.where('product', '=', product as string))
    .orderBy('id')
    .limit(rowsFor(filters))
    .execute();
  return pageOf(BY_ID, filters, rows, toDataSetView, ({ id }) => [id]);
}

/** One data set; undefined when there is none. Throws Forbidden. */
export async function readDataSet(db: ReadDatabase, actor: Actor, id: string): Promise<DataSetView | undefined> {
  authorise(actor, 'ReadRecord');
  const row = await db.selectFrom('dataset').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toDataSetView(row);
}
