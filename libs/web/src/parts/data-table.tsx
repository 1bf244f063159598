import type { ComponentChildren } from 'preact';

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
  /** As wide as its words, for tables of few columns. */
  readonly fit?: boolean;
}

/** A table whose first column names the row; it scrolls by itself when the page is too narrow. */
export function DataTable({ caption, columns, rows, stack, fit }: TableData) {
  const kind = stack ? 'stack' : fit ? 'fit' : undefined;
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={caption}>
      <table {...(kind ? { class: kind } : {})}>
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
