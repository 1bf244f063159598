import type { IndicatorDetail, MeasurementView } from '@impact-ledger/readmodel';
import type { Reader } from '../context.js';
import { seriesSvg, type SeriesLine, type SeriesModel } from '../figures/series.js';
import { Figure } from '../parts/figure.js';
import { typeset } from '../typography.js';
import { epochsOf, inForce, ofEpoch, periodRange, standingOf, type Epoch, type Standing } from './series.js';

export interface SeriesFigureProps {
  readonly reader: Reader;
  readonly indicator: IndicatorDetail;
  readonly measurements: readonly MeasurementView[];
  readonly id: string;
  /** Writes one value; a public page hides small counts here. */
  readonly write: (value: string) => string;
  /** Values a public page may not give out. */
  readonly hidden?: (value: string) => boolean;
}

interface Split {
  readonly epoch: Epoch;
  readonly all: readonly Standing[];
  readonly current: readonly Standing[];
  readonly aside: readonly Standing[];
}

const split = (indicator: IndicatorDetail, standing: readonly Standing[]): Split[] =>
  epochsOf(indicator.definitions).map((epoch) => {
    const all = ofEpoch(epoch, standing);
    const current = all.filter((each) => inForce(epoch, each.measurement.periodStart));
    return { epoch, all, current, aside: all.filter((each) => !current.includes(each)) };
  });

/** Compares within one definition only: across a break the two figures do not count the same thing. */
export function seriesTitle(
  indicator: IndicatorDetail,
  measurements: readonly MeasurementView[],
  write: (value: string) => string,
  reader: Reader,
): string {
  const { t, f } = reader;
  const current = split(indicator, standingOf(indicator, measurements)).map((each) => each.current);
  const latest = current.findLast((each) => each.length > 0);
  const last = latest?.at(-1)?.measurement;
  const first = latest?.[0]?.measurement;
  if (!last || !first) return t.seriesNone;
  return last === first
    ? t.seriesOne(write(last.value), f.period(last.period))
    : t.seriesHeading(write(last.value), f.period(last.period), write(first.value), f.period(first.period));
}

function linesOf(parts: readonly Split[], t: Reader['t'], hidden: (value: string) => boolean): SeriesLine[] {
  const points = (standing: readonly Standing[]) =>
    standing
      .filter((each) => !hidden(each.measurement.value))
      .map(({ measurement, superseded, provisional, middle }) => ({
        date: middle,
        value: Number(measurement.value),
        provisional,
        superseded: superseded.filter((each) => !hidden(each.value)).map((each) => Number(each.value)),
      }));
  return parts.flatMap(({ epoch, current, aside }) => {
    const version = epoch.latest.version;
    const line = (inForceNow: boolean, of: readonly Standing[]): SeriesLine => ({
      version,
      inForce: inForceNow,
      points: points(of),
      label: t.oldDefinition(version),
    });
    return [line(true, current), line(false, aside)].filter((each) => each.points.length > 0);
  });
}

/** A measured series with its breaks, corrections, provisional points and targets. */
export function SeriesFigure({ reader, indicator, measurements, id, write, hidden = () => false }: SeriesFigureProps) {
  const { t, f, locale, freshness } = reader;
  const standing = standingOf(indicator, measurements);
  const parts = split(indicator, standing);
  const lines = linesOf(parts, t, hidden);
  if (lines.length === 0) return null;
  const title = seriesTitle(indicator, measurements, write, reader);
  const breaks = parts.flatMap(({ epoch }) =>
    epoch.from === null
      ? []
      : [
          {
            date: epoch.from,
            label: typeset(t.breakLabel(f.day(epoch.from)), locale),
          },
        ],
  );
  const targets = indicator.targets.flatMap((target) => {
    const range = periodRange(target.period);
    return range
      ? [{ ...range, value: Number(target.value), label: typeset(t.targetLabel(write(target.value)), locale) }]
      : [];
  });
  const current = parts.flatMap((part) => part.current);
  const model: SeriesModel = {
    lines,
    breaks,
    targets,
    ticks: current
      .filter((each) => !hidden(each.measurement.value))
      .map((each) => ({ date: each.middle, label: f.shortPeriod(each.measurement.period) })),
    number: (value) => typeset(t.valueWith[indicator.definition.unit](f.number(value, 2)), locale),
  };
  const shown = parts.filter((part) => part.all.length > 0);
  const periods = [...new Map(standing.map((each) => [each.measurement.period, each.measurement])).values()];
  const of = (part: Split, period: string) => part.all.find((each) => each.measurement.period === period)?.measurement;
  const sources = [...new Set(standing.map((each) => each.measurement.provenance.source))];
  const qualities = [...new Set(standing.map((each) => each.measurement.quality))].sort((a, b) => a - b);
  const reasons = parts.flatMap(({ epoch: { from, opening } }) =>
    from === null || opening.reason === null ? [] : [t.breakReason(f.day(from), opening.reason.replace(/\.$/, ''))],
  );
  const caption = [
    ...reasons,
    t.source(f.list(sources)),
    t.quality(f.list(qualities.map(String))),
    current.some((each) => each.provisional) && t.seriesProvisional,
    standing.some((each) => each.superseded.length > 0) && t.seriesSuperseded,
    lines.some((line) => !line.inForce) && t.seriesOther(lines.filter((line) => !line.inForce).length),
    `${t.atEvent(f.exact(freshness.position))}.`,
    indicator.definition.isVanity ? t.seriesVanity : t.seriesNotEffect,
  ];
  return (
    <Figure
      reader={reader}
      across
      text={{ id, title, description: t.seriesDescription }}
      draw={(size, text) => seriesSvg(model, size, text)}
      caption={caption.filter(Boolean).join(' ')}
      table={{
        caption: title,
        columns: [
          { label: t.period },
          ...shown.map((part) => ({
            label: shown.length > 1 ? t.oldDefinition(part.epoch.latest.version) : t.value,
            numeric: true,
          })),
          { label: t.vintage },
          { label: t.recorded },
        ],
        rows: periods.map((measurement) => [
          f.period(measurement.period),
          ...shown.map((part) => {
            const cell = of(part, measurement.period);
            return cell ? `${write(cell.value)} (${t.qualityShort(cell.quality)})` : '';
          }),
          f.day(measurement.vintage),
          f.day(measurement.recordedFrom),
        ]),
      }}
      csv={[
        ['period', 'definition_version', 'value', 'quality', 'vintage', 'recorded', 'source'],
        ...standing
          .filter((each) => !hidden(each.measurement.value))
          .map(({ measurement }) => [
            measurement.period,
            measurement.definitionVersion,
            measurement.value,
            measurement.quality,
            measurement.vintage,
            measurement.recordedFrom,
            measurement.provenance.source,
          ]),
      ]}
    />
  );
}
