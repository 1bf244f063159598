import type { ComponentChildren } from 'preact';
import type { Reader } from '../context.js';

export interface Column {
  readonly label: ComponentChildren;
  readonly numeric?: boolean;
  readonly sort?: 'ascending' | 'descending';
}

export interface TableData {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly ComponentChildren[])[];
}

/** A table whose first column names the row; it scrolls by itself when the page is too narrow. */
export function DataTable({ caption, columns, rows }: TableData) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table>
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
                const numeric = columns[column]?.numeric ? { class: 'n' } : {};
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
  const csv = rows.map((row) => row.map(csvCell).join(',')).join('\r\n');
  return (
    <a download={`${name}.csv`} href={`data:text/csv;charset=utf-8,${encodeURIComponent(csv)}`}>
      {reader.t.csv}
    </a>
  );
}
