import type { ComponentChildren } from 'preact';
import type { Reader } from '../context.js';

export interface Column {
  readonly label: ComponentChildren;
  /** The label as text, when it is not. */
  readonly name?: string;
  readonly numeric?: boolean;
  readonly sort?: 'ascending' | 'descending';
}

export interface TableData {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly ComponentChildren[])[];
  /** Becomes one block per row where the page is narrow; the labels must then be text. */
  readonly stack?: boolean;
}

/** A table whose first column names the row; it scrolls by itself when the page is too narrow. */
export function DataTable({ caption, columns, rows, stack }: TableData) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={caption}>
      <table {...(stack ? { class: 'stack' } : {})}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th
                key={index}
                scope="col"
                {...(column.numeric ? { class: 'n' } : {})}
                {...(column.sort ? { 'aria-sort': column.sort } : {})}
              >
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => {
                const head = columns[column];
                const numeric = {
                  ...(head?.numeric ? { class: 'n' } : {}),
                  ...(stack && column > 0 && head
                    ? { 'data-label': head.name ?? (typeof head.label === 'string' ? head.label : '') }
                    : {}),
                };
                return column === 0 ? (
                  <th key={column} scope="row" {...numeric}>
                    {cell}
                  </th>
                ) : (
                  <td key={column} {...numeric}>
                    {cell}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

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

/** A link that holds the file itself: the very numbers of the figure, at full precision, whatever happens to the server. */
export function CsvLink({
  name,
  rows,
  reader,
}: {
  readonly name: string;
  readonly rows: readonly CsvRow[];
  readonly reader: Reader;
}) {
  return (
    <a download={`${name}.csv`} href={`data:text/csv;charset=utf-8,${encodeURIComponent(csvText(rows))}`}>
      {reader.t.csv}
    </a>
  );
}
