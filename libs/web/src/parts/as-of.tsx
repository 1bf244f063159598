import { paramsOf, pathOnly, queryOf, withQuery, type Reader } from '../context.js';
import { Notice } from './marks.js';

/** True when the page shows what was known, or what held, at another moment than now. */
export const isPast = (path: string): boolean =>
  queryOf(path, 'asOf') !== undefined || queryOf(path, 'validAt') !== undefined;

function knownAt(asOf: string, { t, f }: Reader): string {
  if (/^\d+$/.test(asOf)) return t.asOfPastPosition(f.exact(asOf));
  if (Number.isNaN(Date.parse(asOf))) return t.asOfPast(asOf);
  return t.asOfPast(asOf.length > 'YYYY-MM-DD'.length ? f.instant(asOf) : f.day(asOf));
}

/** Says that the page is of another moment, and leads back to now. */
export function AsOfNotice({ reader }: { readonly reader: Reader }) {
  const { t, f, path } = reader;
  const [asOf, validAt] = [queryOf(path, 'asOf'), queryOf(path, 'validAt')];
  if (asOf === undefined && validAt === undefined) return null;
  return (
    <Notice tone="warn">
      {asOf !== undefined && <>{knownAt(asOf, reader)} </>}
      {validAt !== undefined && <>{t.validAtPast(Number.isNaN(Date.parse(validAt)) ? validAt : f.day(validAt))} </>}
      <a href={withQuery(path, { asOf: null, validAt: null, cursor: null })}>{t.asOfNow}</a>
    </Notice>
  );
}

/** Asks for the same page of another moment: as known then, and with `valid` as it held on a day. Other filters stay. */
export function AsOfForm({ reader, valid = false }: { readonly reader: Reader; readonly valid?: boolean }) {
  const { t, path } = reader;
  const kept = paramsOf(path).filter(([name]) => !['asOf', 'validAt', 'cursor', 'lang'].includes(name));
  return (
    <details class="as-of" open={isPast(path)}>
      <summary>{t.asOfSummary}</summary>
      <form class="filters" method="get" action={pathOnly(path)}>
        {kept.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <label>
          {t.asOfLabel}
          <input name="asOf" value={queryOf(path, 'asOf') ?? ''} autocomplete="off" aria-describedby="as-of-help" />
        </label>
        {valid && (
          <label>
            {t.validAtLabel}
            <input
              name="validAt"
              value={queryOf(path, 'validAt') ?? ''}
              autocomplete="off"
              aria-describedby="as-of-help"
            />
          </label>
        )}
        <button type="submit">{t.apply}</button>
        <span id="as-of-help" class="note">
          {t.asOfHelp} {valid && t.validAtHelp}
        </span>
      </form>
    </details>
  );
}
