import { standaloneSvg } from '../figures/standalone.js';

export type CsvRow = readonly (string | number | null)[];

/** Quoted where needed, and never a formula: a spreadsheet would run what starts with = + - @ (numbers excepted). */
function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) && !/^[+-]?\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** The file, its lines ended as RFC 4180 says. */
export const csvText = (rows: readonly CsvRow[]): string => rows.map((row) => row.map(csvCell).join(',')).join('\r\n');

export const FILE_TYPES = ['csv', 'json', 'svg'] as const;
export type FileType = (typeof FILE_TYPES)[number];

/** A figure or table of a page that may be taken away as a file. */
export interface Downloadable {
  readonly id: string;
  readonly rows: readonly CsvRow[];
  /** Absent from a table that has no drawing. */
  readonly svg?: () => string;
}

/** Its numbers by the names of the columns, at full precision. */
function asJson({ id, rows: [names = [], ...rows] }: Downloadable): string {
  const records = rows.map((row) => Object.fromEntries(row.map((value, at) => [String(names[at]), value])));
  return `${JSON.stringify({ id, rows: records }, null, 2)}\n`;
}

/** The bytes of a file; undefined for a drawing of what has none. */
export function fileOf(figure: Downloadable, type: FileType): string | undefined {
  if (type === 'csv') return csvText(figure.rows);
  if (type === 'json') return asJson(figure);
  return figure.svg && standaloneSvg(figure.svg());
}
