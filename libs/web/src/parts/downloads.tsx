import { pathOnly, queryOf, withQuery, type Reader } from '../context.js';
import { csvText, type CsvRow, type Downloadable, type FileType } from './downloadable.js';

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
    <p class="note downloads">
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
