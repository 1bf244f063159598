import { readFileSync } from 'node:fs';
import { isCategory, type Column, type Table } from '../core/table.js';

/** A small CSV (no quotes) as columns: numbers where every cell is one, else categories; empty is missing. */
export function readCsv(path: string | URL): Table {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const cells = lines.map((line) => line.split(','));
  const columns = header.split(',').map((name, j): [string, Column] => {
    const texts = cells.map((row) => row[j] ?? '');
    const isMissing = (text: string): boolean => text === '' || text === 'NA';
    if (texts.every((text) => isMissing(text) || Number.isFinite(Number(text)))) {
      return [name, Float64Array.from(texts, (text) => (isMissing(text) ? NaN : Number(text)))];
    }
    const levels = [...new Set(texts.filter((text) => !isMissing(text)))].sort();
    return [name, { codes: Int32Array.from(texts, (text) => levels.indexOf(text)), levels }];
  });
  return { rows: lines.length, columns: Object.fromEntries(columns) };
}

/** A numeric column of a table read by `readCsv`. */
export function numbers(table: Table, name: string): Float64Array {
  const column = table.columns[name];
  if (column === undefined || isCategory(column)) throw new Error(`${name} is not a numeric column`);
  return column;
}

/** The table with more columns, or other ones. */
export const withColumns = (table: Table, columns: Readonly<Record<string, Column>>): Table => ({
  rows: table.rows,
  columns: { ...table.columns, ...columns },
});
