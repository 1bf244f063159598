import type { DefinitionDiff, IndicatorDetail } from '@impact-ledger/readmodel';
import { paramsOf, pathOnly, type Reader } from '../context.js';
import { DataTable } from '../parts/data-table.js';

interface CompareProps {
  readonly reader: Reader;
  readonly indicator: IndicatorDetail;
  /** Of the two versions that `?from=` and `?to=` of the path name; null when there are none such, undefined unasked. */
  readonly comparison: DefinitionDiff | null | undefined;
}

const FIELD = /^(?:priority\.)?(\w+)(?:\.(\w\w))?$/;

/** The name of a field of the read model for people: `priority.userValue`, `name.fr`. */
function fieldName(field: string, { t }: Reader): string {
  const [, base = '', language] = FIELD.exec(field) ?? [];
  const name = (t.field as Readonly<Record<string, string>>)[base] ?? field;
  return language === undefined ? name : `${name} (${language})`;
}

function written(field: string, value: DefinitionDiff['fields'][number]['before'], { t, f }: Reader): string {
  if (value === null) return t.none;
  if (typeof value === 'boolean') return value ? t.yes : t.no;
  if (typeof value === 'number') return f.integer(value);
  const named: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    unit: t.unitName,
    principle: t.principle,
    impactType: t.impactType,
    directness: t.directness,
  };
  return named[field]?.[value] ?? value;
}

function Choice({
  reader,
  indicator,
  name,
  chosen,
}: Omit<CompareProps, 'comparison'> & { readonly name: 'from' | 'to'; readonly chosen: number }) {
  const { t, f } = reader;
  return (
    <label>
      {name === 'from' ? t.compareFrom : t.compareTo}
      <select name={name}>
        {indicator.definitions.map(({ version, recordedAt }) => (
          <option key={version} value={version} selected={version === chosen}>
            {t.version(version)}, {f.day(recordedAt)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Found({ reader, comparison }: { readonly reader: Reader; readonly comparison: DefinitionDiff }) {
  const { t, f } = reader;
  const { from, to, fields, steps, change } = comparison;
  if (fields.length === 0) return <p role="status">{t.compareNone}</p>;
  return (
    <>
      <p role="status">
        {t.compareFound(fields.length)} {t.compareKind[change]}
      </p>
      <DataTable
        stack
        caption={`${t.version(from)} → ${t.version(to)}`}
        columns={[{ label: t.changedField }, { label: t.version(from) }, { label: t.version(to) }]}
        rows={fields.map(({ field, before, after }) => [
          fieldName(field, reader),
          <span class="diff">{before === null ? t.none : <del>{written(field, before, reader)}</del>}</span>,
          <span class="diff">{after === null ? t.none : <ins>{written(field, after, reader)}</ins>}</span>,
        ])}
      />
      <h3>{t.compareSteps}</h3>
      <ul>
        {steps.map(({ version, change: kind, reason, recordedAt, actor }) => (
          <li key={version}>
            {t.version(version)}, {t.change[kind]} ({f.day(recordedAt)}, {t.by(actor)}){reason && `: ${reason}`}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Any two versions of a definition side by side; other choices of the page stay. */
export function CompareVersions({ reader, indicator, comparison }: CompareProps) {
  const { t, path } = reader;
  const newest = indicator.definitions.at(-1)?.version ?? 1;
  if (indicator.definitions.length < 2) return null;
  const kept = paramsOf(path).filter(([name]) => !['from', 'to', 'lang'].includes(name));
  return (
    <section aria-labelledby="compare-h">
      <h2 id="compare-h">{t.compareHeading}</h2>
      <form class="filters" method="get" action={`${pathOnly(path)}#compare-h`}>
        {kept.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <Choice reader={reader} indicator={indicator} name="from" chosen={comparison?.from ?? newest - 1} />
        <Choice reader={reader} indicator={indicator} name="to" chosen={comparison?.to ?? newest} />
        <button type="submit">{t.compare}</button>
      </form>
      {comparison === null && <p role="status">{t.compareUnknown}</p>}
      {comparison && <Found reader={reader} comparison={comparison} />}
    </section>
  );
}
