import { authorise, type Actor } from '@impact-ledger/domain';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import { asOfOf, standingAt, type AsOf, type Moment } from '../as-of.js';
import { beyond, pageOf, rowsFor, type ListOrder, type PageRequest } from '../page.js';
import { projection } from '../projecting/projection.js';
import { insert } from '../projecting/row-change.js';
import { knownFrom, nextState } from '../projecting/states.js';
import type { ReadDatabase } from '../read-database.js';
import type { ReadTables } from '../tables.js';
import type { DataSetView, Page } from '../views.js';

/** Every state a data set was in. */
export const datasets = projection({
  name: 'datasets',
  version: 2,
  tables: ['dataset'],
  on: {
    DataSetRegistered: ({ data, ...event }) => [
      insert(
        'dataset',
        { id: event.subject, revision: event.revision },
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
          ...knownFrom(event),
        },
      ),
    ],
    SubjectErased: ({ data, ...event }) => nextState('dataset', event, { sha256: data.toSha, rows: data.rows }),
    DataSetErased: (event) => nextState('dataset', event, { status: 'erased' }),
  },
});

/** Data sets as the ledger knew them at the moment. */
export const dataSetStates = (db: ReadDatabase, asOf: AsOf | undefined) =>
  db
    .selectFrom('dataset')
    .where(standingAt(asOf, 'dataset'))
    .select([
      'id',
      'product',
      'name',
      'source',
      'licence',
      'extracted_on',
      'quality',
      'rows',
      'columns',
      'sha256',
      'status',
      'revision',
    ]);

type DataSetRow = Omit<
  Selectable<ReadTables['dataset']>,
  'recorded_from' | 'recorded_to' | 'position_from' | 'position_to'
>;

export const toDataSetView = (row: DataSetRow): DataSetView => ({
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

export interface DataSetFilters extends PageRequest, Pick<Moment, 'asOf'> {
  readonly product?: string | undefined;
}

/** Data sets by id. Throws Forbidden, InvalidCursor, InvalidAsOf. */
export async function listDataSets(
  db: ReadDatabase,
  actor: Actor,
  filters: DataSetFilters = {},
): Promise<Page<DataSetView>> {
  authorise(actor, 'ReadRecord');
  const { product, cursor } = filters;
  const rows = await dataSetStates(db, asOfOf(filters))
    .where(beyond(BY_ID, cursor))
    .$if(product !== undefined, (query) => query.where('product', '=', product as string))
    .orderBy('id')
    .limit(rowsFor(filters))
    .execute();
  return pageOf(BY_ID, filters, rows, toDataSetView, ({ id }) => [id]);
}

/** One data set; undefined when there is none, or was none at `asOf`. Throws Forbidden, InvalidAsOf. */
export async function readDataSet(
  db: ReadDatabase,
  actor: Actor,
  id: string,
  moment: Pick<Moment, 'asOf'> = {},
): Promise<DataSetView | undefined> {
  authorise(actor, 'ReadRecord');
  const row = await dataSetStates(db, asOfOf(moment)).where('id', '=', id).executeTakeFirst();
  return row && toDataSetView(row);
}
