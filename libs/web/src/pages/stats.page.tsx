import { unitOfEffect } from '@impact-ledger/domain';
import type { IndicatorDetail, MeasurementView, PublicMeasurementView, PublicStats } from '@impact-ledger/readmodel';
import { readerOf, type PageContext, type Reader } from '../context.js';
import { epochsOf, inForce, ofEpoch, standingOf } from '../indicator/series.js';
import { SeriesFigure, seriesTitle } from '../indicator/series-figure.js';
import { AsOfForm, AsOfNotice } from '../parts/as-of.js';
import { DataTable } from '../parts/data-table.js';
import { Facts } from '../parts/facts.js';
import { Layout, document } from '../parts/layout.js';
import { Local } from '../parts/local.js';
import { Grade, VerdictTag } from '../parts/marks.js';
import { StudyCurves } from '../study/curves.js';
import { StudyForest } from '../study/forest.js';
import { effectScale } from '../study/scale.js';
import { headline, lookNote, showsPoint } from '../study/shown.js';
import { ranked } from './ranked.js';

export interface StatsPageProps extends PageContext {
  readonly stats: PublicStats;
}

type Published = PublicStats['results'][number];
type Measured = PublicStats['indicators'][number];

/** Where a figure may not be shown. */
const HIDDEN = '';

/** Series are drawn of texts: those that may not be shown have none. */
const asDrawn = (measurements: readonly PublicMeasurementView[]): MeasurementView[] =>
  measurements.map((each) => ({ ...each, value: each.value ?? HIDDEN }));

/** A value in the unit of its indicator, or that it is not shown. */
export function publicValue(indicator: IndicatorDetail, value: string, { t, f }: Pick<Reader, 't' | 'f'>): string {
  const { unit } = indicator.definition;
  if (value === HIDDEN) return t.hidden;
  return t.valueWith[unit](unit === 'percent' ? f.number(Number(value), 1, true) : f.exact(value));
}

const scaleOf = (published: Published, reader: Reader) => {
  const findings = published.result?.findings;
  const interval = findings && headline(findings).interval;
  return effectScale(unitOfEffect(published.protocol), interval ? interval.upper - interval.lower : 1, reader, 1);
};

function Headline({ published, reader }: { readonly published: Published; readonly reader: Reader }) {
  const { t, f, locale } = reader;
  const { result, protocol } = published;
  if (!result) return null;
  const scale = scaleOf(published, reader);
  const { arms } = result;
  const estimate = result.findings && headline(result.findings);
  return (
    <div class="verdict">
      <div>
        <h1>
          <Local value={result.sentence} locale={locale} />
        </h1>
        {result.withheld && (
          <p class="lead">
            <Local value={published.question} locale={locale} />
          </p>
        )}
        {result.verdictReason && (
          <p class="lead">
            <Local value={result.verdictReason} locale={locale} />
          </p>
        )}
        {estimate && (
          <dl class={`answer ${result.findings?.primary ? result.verdict : 'naive'}`}>
            <div>
              <dt>{result.findings?.primary ? t.absolute : `${t.difference}, ${t.notEvidence}`}</dt>
              <dd class="big num">{scale.interval(estimate.interval)}</dd>
              <dd class="note">{t.intervalLevel(f.level(estimate.interval.level))}</dd>
              {result.look && <dd class="note">{lookNote(result, protocol, reader)}</dd>}
            </div>
            <div>
              {showsPoint(result.verdict) ? (
                <>
                  <dt>{t.bestEstimate}</dt>
                  <dd class="num">{scale.effect(estimate.value)}</dd>
                </>
              ) : (
                <dd class="note">{t.noPointLead}</dd>
              )}
            </div>
          </dl>
        )}
      </div>
      <Facts
        facts={[
          { term: t.verdictLabel, value: <VerdictTag verdict={result.verdict} reader={reader} /> },
          { term: t.evidence, value: <Grade grade={result.grade} reader={reader} /> },
          { term: t.estimand, value: `${t.measure[protocol.estimand.measure]}, ${t.target[protocol.estimand.target]}` },
          {
            term: t.outcome,
            value: (
              <>
                <Local value={protocol.outcome.label} locale={locale} />,{' '}
                {t.withinDays(f.integer(protocol.outcome.primaryHorizon))}
              </>
            ),
          },
          {
            term: t.peopleLabel,
            value:
              arms.treated === null || arms.comparison === null
                ? t.hidden
                : t.armsOf(f.integer(arms.treated), f.integer(arms.comparison)),
          },
          ...(published.position
            ? [{ term: t.ledgerLabel, value: <span class="num">{t.eventNumber(f.exact(published.position))}</span> }]
            : []),
        ]}
      />
    </div>
  );
}

/** The last figure of the definition in force, and the same period a year before when it counts the same thing. */
function latestOf(
  measured: Measured,
): { readonly now: MeasurementView; readonly yearAgo: MeasurementView | null } | null {
  const standing = standingOf(measured, asDrawn(measured.measurements));
  for (const epoch of epochsOf(measured.definitions).toReversed()) {
    const current = ofEpoch(epoch, standing).filter((each) => inForce(epoch, each.measurement.periodStart));
    const now = current.at(-1)?.measurement;
    if (!now) continue;
    const period = now.period.replace(/^\d{4}/, (year) => String(Number(year) - 1));
    return { now, yearAgo: current.find((each) => each.measurement.period === period)?.measurement ?? null };
  }
  return null;
}

function Measures({ indicators, reader }: { readonly indicators: readonly Measured[]; readonly reader: Reader }) {
  const { t, f, locale } = reader;
  const rows = indicators.flatMap((measured) => {
    const latest = latestOf(measured);
    if (!latest) return [];
    const { unit } = measured.definition;
    const { now, yearAgo } = latest;
    const secret = now.value === HIDDEN || yearAgo?.value === HIDDEN;
    const change = yearAgo && !secret ? Number(now.value) - Number(yearAgo.value) : null;
    return [
      [
        <Local value={measured.name} locale={locale} />,
        t.principle[measured.definition.principle],
        publicValue(measured, now.value, reader),
        f.period(now.period),
        secret
          ? t.hidden
          : change === null
            ? t.newlyMeasured
            : unit === 'percent'
              ? t.withUnit.points(f.signed(change, 1))
              : t.valueWith[unit](f.signed(change, Number.isInteger(change) ? 0 : 1)),
        t.qualityShort(now.quality),
      ],
    ];
  });
  if (rows.length === 0) return <p>{t.statsNoIndicators}</p>;
  return (
    <DataTable
      stack
      caption={t.statsMeasured}
      columns={[
        { label: t.name },
        { label: t.principleLabel },
        { label: t.latest, numeric: true },
        { label: t.period },
        { label: t.oneYear, numeric: true },
        { label: t.qualityLabel },
      ]}
      rows={rows}
    />
  );
}

/** What the public may see of a product: reviewed and published results, live measurements, nobody recognisable. */
export function statsPage(props: StatsPageProps): string {
  const reader = readerOf(props);
  const { t, f, locale } = reader;
  const { product, results, indicators } = props.stats;
  const [best, ...others] = ranked(results);
  const updated = props.stats.freshness.recordedAt;
  const scale = best && scaleOf(best, reader);
  const source = [
    best?.result && t.evidenceGrade(best.result.grade),
    best?.position && `${t.atEvent(f.exact(best.position))}.`,
  ]
    .filter(Boolean)
    .join(' ');
  const retracted = results.filter((each) => each.retraction !== null);
  return document(
    reader,
    <Layout reader={reader} title={`${product.name}, ${t.statsKicker}`} menu={false}>
      <p class="kicker">
        {t.statsKicker}
        {updated && ` · ${t.statsUpdated(f.day(updated))}`}
      </p>
      <AsOfNotice reader={reader} />
      <p class="question">
        <b>{product.name}.</b> <Local value={product.problem} locale={locale} />
      </p>
      {best ? (
        <Headline published={best} reader={reader} />
      ) : (
        <>
          <h1>{t.statsNoResult(product.name)}</h1>
          <p class="lead">{t.statsNoResultLead}</p>
        </>
      )}
      <div class="sections">
        {best?.result?.findings && scale && (
          <StudyForest reader={reader} result={best.result} protocol={best.protocol} scale={scale} source={source} />
        )}
        {best?.result && scale && (
          <StudyCurves reader={reader} result={best.result} protocol={best.protocol} scale={scale} source={source} />
        )}
        {others.length > 0 && (
          <section aria-labelledby="others-h">
            <h2 id="others-h">{t.statsResults}</h2>
            <DataTable
              stack
              caption={t.statsResults}
              columns={[
                { label: t.finding },
                { label: t.verdictLabel },
                { label: t.interval, numeric: true },
                { label: t.evidence },
              ]}
              rows={others.map((each) => [
                <Local
                  value={each.result && !each.result.withheld ? each.result.sentence : each.question}
                  locale={locale}
                />,
                <VerdictTag verdict={each.result?.verdict ?? null} reader={reader} />,
                each.result?.findings ? scaleOf(each, reader).interval(headline(each.result.findings).interval) : '',
                <Grade grade={each.result?.grade ?? 0} reader={reader} meaning={false} />,
              ])}
            />
          </section>
        )}
        {retracted.length > 0 && (
          <section aria-labelledby="retracted-h">
            <h2 id="retracted-h">{t.statsRetracted}</h2>
            {retracted.map((each) => (
              <p key={each.run}>
                <b>
                  <Local value={each.question} locale={locale} />
                </b>{' '}
                {t.statsRetractedOn(f.day(each.publishedAt), f.day(each.retraction?.at ?? ''))}{' '}
                <q>{each.retraction?.reason}</q>
              </p>
            ))}
          </section>
        )}
        <section aria-labelledby="measured-h">
          <h2 id="measured-h">{t.statsMeasured}</h2>
          <p>{t.statsNotEffect}</p>
          <Measures indicators={indicators} reader={reader} />
        </section>
        {indicators.map((measured) => {
          const measurements = asDrawn(measured.measurements);
          const write = (value: string) => publicValue(measured, value, reader);
          if (standingOf(measured, measurements).length < 2) return null;
          return (
            <section key={measured.id} aria-labelledby={`m-${measured.id}`}>
              <p class="note">
                <Local value={measured.name} locale={locale} />
              </p>
              <h2 id={`m-${measured.id}`}>{seriesTitle(measured, measurements, write, reader)}</h2>
              <SeriesFigure
                reader={reader}
                indicator={measured}
                measurements={measurements}
                id={`series-${measured.id}`}
                write={write}
                hidden={(value) => value === HIDDEN}
              />
              {measured.measurements.some(({ waiting }) => waiting) && <p class="note">{t.statsWaiting}</p>}
            </section>
          );
        })}
        <section aria-labelledby="unknown-h">
          <h2 id="unknown-h">{t.statsUnknown}</h2>
          {(best?.result?.limits ?? []).map((limit, index) => (
            <p key={index}>
              <Local value={limit} locale={locale} />
            </p>
          ))}
          <p>{t.statsSuppressed}</p>
        </section>
        <section aria-labelledby="files-h">
          <h2 id="files-h">{t.statsFiles}</h2>
          <p class="sources">
            <a href={`/v1/public/${product.id}/stats`}>{t.json}</a> ·{' '}
            <a href={`/v1/public/${product.id}/stats?format=csv`}>{t.csv}</a> ·{' '}
            <a href={`/${product.id}/badge.svg?lang=${locale}`}>{t.badge}</a>
          </p>
        </section>
      </div>
      <AsOfForm reader={reader} valid />
    </Layout>,
  );
}
