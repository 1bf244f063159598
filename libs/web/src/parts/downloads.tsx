import { pathOnly, queryOf, withQuery, type Reader } from '../context.js';
import { standaloneSvg } from '../figures/standalone.js';
import { CsvLink, csvText, type CsvRow } from './data-table.js';

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

/** Links to the files. The CSV is in the page itself; the others are made when asked for, where the page has an address for them. */
export function Downloads({ figure, reader }: { readonly figure: Downloadable; readonly reader: Reader }) {
  const { t, path, figures } = reader;
  figures?.push(figure);
  const files = /^\/studies\/[^/]+$/.test(pathOnly(path)) || /^\/[^/]+\/stats$/.test(pathOnly(path));
  const address = (type: FileType) => {
    const query = Object.fromEntries(
      ['run', 'asOf', 'validAt'].map((name) => [name, queryOf(path, name) ?? null] as const),
    );
    return withQuery(`${pathOnly(path)}/figures/${figure.id}.${type}`, { ...query, lang: reader.locale });
  };
  return (
    <p class="note">
      {t.downloads} <CsvLink name={figure.id} rows={figure.rows} reader={reader} />
      {files && (
        <>
          {' '}
          · <a href={address('json')}>JSON</a>
          {figure.svg && (
            <>
              {' '}
              · <a href={address('svg')}>SVG</a>
            </>
          )}
        </>
      )}
    </p>
  );
}
