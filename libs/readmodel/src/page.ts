import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { z } from 'zod';
import type { Page } from './views.js';

export interface PageRequest {
  /** `next` of the page before; the first page without it. */
  readonly cursor?: string | undefined;
  /** 1 to 1000; 100 unless told. */
  readonly limit?: number | undefined;
}

/** A cursor that no list of this kind gave out. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';

  constructor(readonly cursor: string) {
    super(
      'The cursor is not one that this list gave: send "next" of the page before as it is, or none for the first page.',
    );
  }
}

/** The order of a list: its key columns, all ascending or all descending, and what a cursor of it holds. */
export interface ListOrder<Key extends readonly unknown[]> {
  readonly list: string;
  readonly columns: readonly string[];
  readonly direction: 'asc' | 'desc';
  readonly key: z.ZodType<Key>;
}

const encode = (list: string, key: readonly unknown[]): string =>
  Buffer.from(JSON.stringify([list, ...key])).toString('base64url');

function decode<Key extends readonly unknown[]>({ list, key }: ListOrder<Key>, cursor: string): Key {
  try {
    const [name, ...values] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
    if (name === list) return key.parse(values);
  } catch {
    // Told below: what broke inside an opaque text helps nobody.
  }
  throw new InvalidCursor(cursor);
}

/** Rows beyond the cursor, by comparison of whole keys, so that a page never depends on how many came before it. */
export function beyond<Key extends readonly unknown[]>(
  order: ListOrder<Key>,
  cursor: string | undefined,
): RawBuilder<SqlBool> {
  if (cursor === undefined) return sql<SqlBool>`true`;
  const columns = sql.join(order.columns.map((column) => sql.ref(column)));
  const values = sql.join([...decode(order, cursor)]);
  return order.direction === 'asc'
    ? sql<SqlBool>`(${columns}) > (${values})`
    : sql<SqlBool>`(${columns}) < (${values})`;
}

/** Rows to ask the database for: one more than the page, which tells whether another page follows. */
export const rowsFor = ({ limit = 100 }: PageRequest): number => Math.min(Math.max(1, Math.trunc(limit)), 1000) + 1;

export function pageOf<Row, Item, Key extends readonly unknown[]>(
  order: ListOrder<Key>,
  request: PageRequest,
  rows: readonly Row[],
  toItem: (row: Row) => Item,
  keyOf: (row: Row) => Key,
): Page<Item> {
  const size = rowsFor(request) - 1;
  const last = rows.length > size ? rows[size - 1] : undefined;
  return {
    items: rows.slice(0, size).map(toItem),
    next: last === undefined ? null : encode(order.list, keyOf(last)),
  };
}
