import type { ComponentChildren } from 'preact';
import { SIZES, type FigureText, type Size } from '../figures/draw.js';
import type { Reader } from '../context.js';
import { DataTable, type TableData } from './data-table.js';
import type { CsvRow } from './downloadable.js';
import { Downloads } from './downloads.js';

interface FigureProps {
  readonly reader: Reader;
  readonly text: FigureText;
  readonly draw: (size: Size, text: FigureText) => string;
  /** Source, quality, limits: what a reader needs to trust the figure or not. */
  readonly caption: ComponentChildren;
  readonly table: TableData;
  readonly csv: readonly CsvRow[];
  /** For figures drawn across the whole page: the narrow drawing serves longer. */
  readonly across?: boolean;
  /** For tables that say what the drawing cannot. */
  readonly tableOpen?: boolean;
}

/** A drawing in two sizes, what to know of it, and the same numbers as a table and a file. */
export function Figure({ reader, text, draw, caption, table, csv, across, tableOpen }: FigureProps) {
  return (
    <figure {...(across ? { class: 'across' } : {})}>
      {SIZES.map((size) => (
        <div key={size} class={`drawing at-${size}`} dangerouslySetInnerHTML={{ __html: draw(size, text) }} />
      ))}
      <figcaption>{caption}</figcaption>
      <details open={tableOpen === true}>
        <summary>{reader.t.tableAndCsv}</summary>
        <DataTable {...table} />
        <Downloads figure={{ id: text.id, rows: csv, svg: () => draw('wide', text) }} reader={reader} />
      </details>
    </figure>
  );
}
