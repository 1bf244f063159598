import type { Page } from '@impact-ledger/readmodel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { RequestFailure } from '../problems/request-failure.js';

export type ListFormat = 'json' | 'csv' | 'ndjson';

/** A column of the CSV form of a list. */
export interface Column<Item> {
  readonly name: string;
  readonly of: (item: Item) => string | number | boolean | null | undefined;
}

export interface ListRequest {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
  readonly format?: ListFormat | undefined;
}

const TYPES: Readonly<Record<ListFormat, string>> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

/**
 * A list in the form asked for: a page of JSON, or all that follows the cursor as CSV or NDJSON (`limit` bounds those
 * only when it was asked for).
 */
export async function answerList<Item>(
  request: FastifyRequest,
  reply: FastifyReply,
  asked: ListRequest,
  columns: readonly Column<Item>[],
  read: (page: { readonly cursor?: string | undefined; readonly limit?: number | undefined }) => Promise<Page<Item>>,
): Promise<Page<Item> | Readable> {
  const format = asked.format ?? acceptedFormat(request);
  void reply.type(TYPES[format]).header('Vary', 'Accept');
  const first = await read(asked);
  if (format === 'json') {
    if (first.next !== null) void reply.header('Link', `<${nextAddress(request, first.next)}>; rel="next"`);
    return first;
  }
  const pages = asked.limit === undefined ? followed(first, read) : single(first);
  return Readable.from(format === 'csv' ? csv(pages, columns) : ndjson(pages));
}

async function* single<Item>(page: Page<Item>): AsyncGenerator<readonly Item[]> {
  yield page.items;
}

async function* followed<Item>(
  first: Page<Item>,
  read: (page: { readonly cursor: string; readonly limit: number }) => Promise<Page<Item>>,
): AsyncGenerator<readonly Item[]> {
  yield first.items;
  for (let cursor = first.next; cursor !== null;) {
    const page = await read({ cursor, limit: 1000 });
    yield page.items;
    cursor = page.next;
  }
}

async function* ndjson<Item>(pages: AsyncIterable<readonly Item[]>): AsyncGenerator<string> {
  for await (const items of pages) yield items.map((item) => `${JSON.stringify(item)}\n`).join('');
}

async function* csv<Item>(
  pages: AsyncIterable<readonly Item[]>,
  columns: readonly Column<Item>[],
): AsyncGenerator<string> {
  yield csvLine(columns.map(({ name }) => name));
  for await (const items of pages) {
    yield items.map((item) => csvLine(columns.map((column) => column.of(item)))).join('');
  }
}

/** One line of RFC 4180. */
export const csvLine = (values: readonly (string | number | boolean | null | undefined)[]): string =>
  `${values.map(csvCell).join(',')}\r\n`;

function csvCell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  // A spreadsheet runs a text that begins like a formula; a number, negative or not, is harmless.
  const safe = typeof value === 'string' && /^[=+@\t\r-]/.test(text) && !/^-?[\d.]+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function acceptedFormat(request: FastifyRequest): ListFormat {
  const accept = request.headers.accept ?? '*/*';
  const ranked = accept
    .split(',')
    .map((part) => {
      const [type = '', ...parameters] = part.trim().toLowerCase().split(';');
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1]).find(Boolean);
      return { type: type.trim(), quality: quality === undefined ? 1 : Number(quality) };
    })
    .sort((a, b) => b.quality - a.quality);
  for (const { type } of ranked) {
    if (type === 'text/csv') return 'csv';
    if (type === 'application/x-ndjson') return 'ndjson';
    if (['application/json', 'application/*', '*/*', 'text/html'].includes(type)) return 'json';
  }
  throw new RequestFailure('not_acceptable', 'This list comes as application/json, text/csv or application/x-ndjson.');
}

function nextAddress(request: FastifyRequest, cursor: string): string {
  const url = new URL(request.url, 'http://list.invalid');
  url.searchParams.set('cursor', cursor);
  return url.pathname + url.search;
}
