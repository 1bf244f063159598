import type { DefinitionDiff, IndicatorDetail, MeasurementView, ProductView } from '@impact-ledger/readmodel';
import { readerOf, type PageContext, type Reader } from '../context.js';
import { CompareVersions } from '../indicator/compare-versions.js';
import { Definitions } from '../indicator/definitions.js';
import { replacements, standingOf } from '../indicator/series.js';
import { SeriesFigure, seriesTitle } from '../indicator/series-figure.js';
import { AsOfForm, AsOfNotice } from '../parts/as-of.js';
import { DataTable } from '../parts/data-table.js';
import { Layout, document } from '../parts/layout.js';
import { Local } from '../parts/local.js';

export interface IndicatorPageProps extends PageContext {
  /** As known at `?asOf=`, and as it held on `?validAt=`, of the path. */
  readonly indicator: IndicatorDetail;
  /** All of the indicator as known then, with history: replaced and withdrawn figures too. */
  readonly measurements: readonly MeasurementView[];
  readonly product?: ProductView;
  /** Of the two versions that `?from=` and `?to=` of the path name; null when there are none such. */
  readonly comparison?: DefinitionDiff | null;
}

type PartProps = {
  readonly reader: Reader;
  readonly indicator: IndicatorDetail;
  readonly measurements: readonly MeasurementView[];
};
const writerOf =
  (indicator: IndicatorDetail, { t, f }: Reader) =>
  (value: string) =>
    t.valueWith[indicator.definition.unit](f.exact(value));

function Corrections({ reader, indicator, measurements }: PartProps) {
  const { t, f } = reader;
  const write = writerOf(indicator, reader);
  const rows = replacements(measurements);
  return (
    <section aria-labelledby="corrections-h">
      <h2 id="corrections-h">{t.corrections}</h2>
      <p>{rows.length === 0 ? t.noCorrections : t.correctionsLead}</p>
      {rows.length > 0 && (
        <DataTable
          stack
          caption={t.corrections}
          columns={[
            { label: t.period },
            { label: t.before, numeric: true },
            { label: t.after, numeric: true },
            { label: t.reason },
            { label: t.replacedOn },
          ]}
          rows={rows.map(({ before, after }) => [
            f.period(after.period),
            write(before.value),
            after.status === 'withdrawn' ? t.withdrawn : write(after.value),
            after.reason ?? '',
            <a href={`/audit/${after.position}`}>{f.day(after.recordedFrom)}</a>,
          ])}
        />
      )}
    </section>
  );
}

function Breakdowns({ reader, indicator, measurements }: PartProps) {
  const { t, f } = reader;
  const write = writerOf(indicator, reader);
  const rows = standingOf(indicator, measurements, false);
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="breakdown-h">
      <h2 id="breakdown-h">{t.breakdownLabel}</h2>
      <DataTable
        caption={t.breakdownLabel}
        columns={[
          { label: t.period },
          { label: t.breakdownLabel },
          { label: t.value, numeric: true },
          { label: t.definitionLabel },
        ]}
        rows={rows.map(({ measurement }) => [
          f.period(measurement.period),
          Object.values(measurement.breakdown).join(' · '),
          write(measurement.value),
          t.version(measurement.definitionVersion),
        ])}
      />
    </section>
  );
}

/** A series one can trust: definition, breaks, vintages, corrections, targets, as of any day. */
export function indicatorPage(props: IndicatorPageProps): string {
  const reader = readerOf(props);
  const { t, f, locale } = reader;
  const { indicator, measurements } = props;
  const { definition } = indicator;
  const write = writerOf(indicator, reader);
  return document(
    reader,
    <Layout reader={reader} section="indicators" title={indicator.name[locale] ?? indicator.name.en ?? indicator.id}>
      <p class="kicker">
        {props.product?.name ?? indicator.product} · <a href="/indicators">{t.indicators}</a> · {indicator.id} ·{' '}
        {t.version(indicator.definitionVersion)}
      </p>
      <h1>
        <Local value={indicator.name} locale={locale} />
      </h1>
      <p class="lead">
        {definition.numerator}
        {definition.denominator && ` / ${definition.denominator}`}
      </p>
      <p>
        <span class="tag">{t.principle[definition.principle]}</span>
        {indicator.status === 'retired' && <span class="tag refused">{t.retired}</span>}
        {definition.isVanity && <span class="tag under">{t.vanity}</span>}
        {definition.isProxy && <span class="tag">{t.proxy}</span>}
      </p>
      <AsOfNotice reader={reader} />
      <AsOfForm reader={reader} valid />
      <section aria-labelledby="series-h">
        <h2 id="series-h">{seriesTitle(indicator, measurements, write, reader)}</h2>
        {measurements.length === 0 && <p>{t.seriesNoneLead}</p>}
        <SeriesFigure reader={reader} indicator={indicator} measurements={measurements} id="series" write={write} />
        <p class="note">
          {t.downloads} <a href={`/v1/measurements?indicator=${indicator.id}&format=csv`}>{t.csv}</a> ·{' '}
          <a href={`/v1/measurements?indicator=${indicator.id}&includeHistory=true`}>{t.json}</a>
        </p>
      </section>
      <Breakdowns reader={reader} indicator={indicator} measurements={measurements} />
      <Corrections reader={reader} indicator={indicator} measurements={measurements} />
      <section aria-labelledby="targets-h">
        <h2 id="targets-h">{t.targets}</h2>
        {indicator.targets.length === 0 ? (
          <p>{t.noTarget}</p>
        ) : (
          <DataTable
            caption={t.targets}
            columns={[
              { label: t.period },
              { label: t.value, numeric: true },
              { label: t.reason },
              { label: t.recorded },
            ]}
            rows={indicator.targets.map((target) => [
              f.period(target.period),
              write(target.value),
              target.reason ?? '',
              f.day(target.recordedAt),
            ])}
          />
        )}
      </section>
      <section aria-labelledby="definitions-h">
        <h2 id="definitions-h">{t.definitions}</h2>
        <Definitions indicator={indicator} reader={reader} />
      </section>
      <CompareVersions reader={reader} indicator={indicator} comparison={props.comparison} />
    </Layout>,
  );
}
