import { inLocale } from '@impact-ledger/domain';
import type { CurvePoint, Protocol } from '@impact-ledger/domain';
import type { Reader } from '../context.js';
import { stepAt, survivalSvg, timeTicks, type GapPoint, type RiskPoint } from '../figures/survival.js';
import type { CsvRow } from '../parts/downloadable.js';
import { Figure } from '../parts/figure.js';
import { typeset } from '../typography.js';
import type { EffectScale } from './scale.js';

type ShownPoint = Omit<CurvePoint, 'events'>;
/** A result, or what the public may see of one. */
interface CurvesResult {
  readonly findings: {
    readonly curves: { readonly treated: readonly ShownPoint[]; readonly comparison: readonly ShownPoint[] } | null;
  } | null;
}

/** One minus survival, from a start where nobody has had the event. */
export function risks(curve: readonly ShownPoint[]): RiskPoint[] {
  const points = curve.map(({ time, survival, lower, upper, atRisk }) => ({
    time,
    risk: 1 - survival,
    lower: 1 - upper,
    upper: 1 - lower,
    atRisk,
  }));
  const first = points[0];
  return first && first.time > 0 ? [{ time: 0, risk: 0, lower: 0, upper: 0, atRisk: first.atRisk }, ...points] : points;
}

/**
 * Difference of two risks with an interval built from theirs, each limit by the square root of the summed squared
 * distances to the limits (Zou and Donner 2008, Statistics in Medicine 27): no standard error is needed,
 * so the curves' own log or log-log intervals carry over.
 */
export function riskGap(treated: readonly RiskPoint[], comparison: readonly RiskPoint[], end: number): GapPoint[] {
  const times = [...new Set([...treated, ...comparison].map((point) => point.time))].sort((a, b) => a - b);
  return times
    .filter((time) => time <= end)
    .flatMap((time) => {
      const one = stepAt(treated, time);
      const other = stepAt(comparison, time);
      if (!one || !other) return [];
      const gap = one.risk - other.risk;
      return [
        {
          time,
          gap,
          lower: gap - Math.hypot(one.risk - one.lower, other.upper - other.risk),
          upper: gap + Math.hypot(one.upper - one.risk, other.risk - other.lower),
        },
      ];
    });
}

interface CurvesProps {
  readonly reader: Reader;
  readonly result: CurvesResult;
  readonly protocol: Protocol;
  readonly scale: EffectScale;
  readonly source: string;
}

/** Survival curves, the people behind them, and the gap on the same time axis. */
export function StudyCurves({ reader, result, protocol, scale, source }: CurvesProps) {
  const { t, f, locale } = reader;
  const curves = result.findings?.curves;
  if (!curves) return null;
  const treated = risks(curves.treated);
  const comparison = risks(curves.comparison);
  const end = Math.min(
    protocol.outcome.primaryHorizon,
    Math.max(...[...treated, ...comparison].map((point) => point.time)),
  );
  const within = (points: readonly RiskPoint[]) => points.filter((point) => point.time <= end);
  const gap = riskGap(treated, comparison, end);
  const last = gap.at(-1);
  const apart = last && last.lower * last.upper > 0;
  const day = f.integer(end);
  const finding = apart ? t.curvesApart(scale.interval(last), day) : t.curvesClose(day);
  const title = finding + (protocol.design === 'randomised' ? '' : t.curvesUnadjusted);
  const names = {
    treated: typeset(inLocale(protocol.arms.treated, locale), locale),
    comparison: typeset(inLocale(protocol.arms.comparison, locale), locale),
  };
  const range = (point: RiskPoint | undefined) =>
    point ? t.fromTo(f.percent(point.lower), f.percent(point.upper)) : '';
  const csv: CsvRow[] = [
    ['day', 'arm', 'share', 'lower', 'upper', 'at_risk'],
    ...[treated, comparison].flatMap((points, arm) =>
      within(points).map((point): CsvRow => [
        point.time,
        arm === 0 ? 'treated' : 'comparison',
        point.risk,
        point.lower,
        point.upper,
        point.atRisk,
      ]),
    ),
  ];
  return (
    <section aria-labelledby="curves-h">
      <h2 id="curves-h">{title}</h2>
      <Figure
        reader={reader}
        text={{ id: 'curves', title, description: t.curvesDescription(names.treated, names.comparison) }}
        draw={(size, text) =>
          survivalSvg(
            {
              treated: within(treated),
              comparison: within(comparison),
              gap,
              names,
              end,
              percent: (share) => f.percent(share, 0),
              points: (share) => scale.tick(share * 100),
              count: (people) => f.integer(people),
              labels: { time: t.daysSince, atRisk: t.stillAtRisk, gap: t.gapAxis },
            },
            size,
            text,
          )
        }
        caption={`${t.curvesCaption(f.percent(1 - protocol.alpha, 0))} ${source}`}
        table={{
          caption: title,
          columns: [
            { label: t.day, numeric: true },
            { label: names.treated, numeric: true },
            { label: names.comparison, numeric: true },
            { label: t.gapAxis, numeric: true },
            { label: t.stillAtRisk, numeric: true },
          ],
          rows: timeTicks(end, 6).map((time) => {
            const at = stepAt(gap, time);
            const people = [treated, comparison].map((points) => f.integer(stepAt(points, time)?.atRisk ?? 0));
            return [
              f.integer(time),
              range(stepAt(treated, time)),
              range(stepAt(comparison, time)),
              at && time > 0 ? scale.interval(at) : '',
              t.armsOf(people[0] ?? '', people[1] ?? ''),
            ];
          }),
        }}
        csv={csv}
      />
    </section>
  );
}
