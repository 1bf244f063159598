import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { extname } from 'node:path';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { DataFileError } from './data-file-error.js';

export type FileFormat =
  | { readonly kind: 'parquet' }
  | {
      readonly kind: 'csv';
      readonly delimiter: string;
      readonly header: readonly string[];
      readonly compression: 'none' | 'gzip';
    };

const MAGIC = 'PAR1';
const HEADER_BYTES = 262_144;
const DELIMITERS = [',', ';', '\t'];

/**
 * Tells Parquet from CSV, compressed with gzip or not, by content, since files in the vault have no extension, and reads
 * the header of a CSV.
 * Errors: empty, truncated, not-a-table, not-utf8, duplicate-column, unnamed-column.
 */
export async function detectFormat(path: string): Promise<FileFormat> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size === 0) throw new DataFileError('empty', 'The file is empty: send one with a header and at least one row.');
    const start = await bytesAt(file, 0, Math.min(size, HEADER_BYTES));
    const isParquet = start.subarray(0, 4).toString('latin1') === MAGIC;
    if (isParquet || extname(path).toLowerCase() === '.parquet') {
      const end = await bytesAt(file, Math.max(0, size - 4), 4);
      // A Parquet file begins and ends with the same four bytes; its index stands just before the last ones.
      if (isParquet && size > 12 && end.toString('latin1') === MAGIC) return { kind: 'parquet' };
      throw new DataFileError(
        'truncated',
        `The Parquet file is cut short: it ${isParquet ? 'does not end' : 'does not begin'} with its closing mark. Export or upload it again.`,
      );
    }
    const isGzip = start.subarray(0, 2).toString('hex') === '1f8b';
    if (!isGzip) return csvFormat(start);
    await checkGzip(path);
    return { ...csvFormat(unzipped(start)), compression: 'gzip' };
  } finally {
    await file.close();
  }
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

const damagedGzip = (): DataFileError =>
  new DataFileError('truncated', 'The gzip file is damaged or cut short: export or upload it again.');

/** DuckDB reads what there is of a gzip file that was cut and says nothing: length and sum are checked before. */
async function checkGzip(path: string): Promise<void> {
  const read = createReadStream(path);
  try {
    for await (const piece of read.pipe(createGunzip())) void piece;
  } catch {
    throw damagedGzip();
  } finally {
    read.destroy();
  }
}

/** What the first bytes of a gzip file hold; the rest of it is not there yet, and not missed. */
function unzipped(start: Buffer): Buffer {
  try {
    return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    throw damagedGzip();
  }
}

type Csv = Extract<FileFormat, { kind: 'csv' }>;

function csvFormat(start: Buffer): Csv {
  const mark = start.subarray(0, 2).toString('hex');
  if (mark === 'fffe' || mark === 'feff') throw notUtf8('is written in UTF-16', 1);
  if (start.includes(0)) {
    throw new DataFileError('not-a-table', 'The file is neither Parquet nor text (a spreadsheet?): export it as CSV.');
  }
  const firstLine = start.subarray(0, start.includes(10) ? start.indexOf(10) : start.length);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(firstLine);
  } catch {
    throw notUtf8('has a header that is not UTF-8', 1);
  }
  const delimiter = DELIMITERS.reduce((best, next) =>
    text.split(next).length > text.split(best).length ? next : best,
  );
  return { kind: 'csv', delimiter, header: headerOf(start, delimiter), compression: 'none' };
}

export const notUtf8 = (what: string, line?: number): DataFileError =>
  new DataFileError('not-utf8', `The file ${what}: save it as UTF-8 ("CSV UTF-8" in a spreadsheet).`, line);

function headerOf(start: Buffer, delimiter: string): readonly string[] {
  let header: readonly string[];
  try {
    header = parse(start, { delimiter, bom: true, to: 1, relax_column_count: true })[0] ?? [];
  } catch {
    throw new DataFileError('not-a-table', 'The header cannot be read: a quote in it is never closed.', 1);
  }
  header = header.map((name) => name.trim());
  if (header.every((name) => name === '')) throw new DataFileError('empty', 'The first line holds no column names.', 1);
  const unnamed = header.indexOf('');
  if (unnamed >= 0) {
    throw new DataFileError('unnamed-column', `Column ${unnamed + 1} has no name: write one in the header.`, 1);
  }
  checkDistinct(header);
  return header;
}

/** SQL does not tell "Age" from "age", and neither do people. Error: duplicate-column. */
export function checkDistinct(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    const folded = name.toLowerCase();
    if (seen.has(folded)) {
      throw new DataFileError(
        'duplicate-column',
        `Column "${name}" stands twice in the header (capitals do not tell columns apart): rename one.`,
        1,
        [name],
      );
    }
    seen.add(folded);
  }
}
