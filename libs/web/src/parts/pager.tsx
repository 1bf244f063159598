import { queryOf, withQuery, type Reader } from '../context.js';

/** Links to the next page of a list and back to its start. */
export function Pager({ reader, next }: { readonly reader: Reader; readonly next: string | null }) {
  const { t, path } = reader;
  const inside = queryOf(path, 'cursor') !== undefined;
  if (next === null && !inside) return null;
  return (
    <p class="pager">
      {inside && <a href={withQuery(path, { cursor: null })}>{t.firstPage}</a>}
      {next !== null && <a href={withQuery(path, { cursor: next })}>{t.next}</a>}
    </p>
  );
}
