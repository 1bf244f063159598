import { inLocale } from '@impact-ledger/domain';
import type { AdjustedPoint, CurvePoint, Findings, Protocol, Verdict } from '@impact-ledger/domain';
import type { Reader } from '../context.js';
import { stepAt, survivalSvg, timeTicks, type GapPoint, type RiskPoint } from '../figures/survival.js';
import type { CsvRow } from '../parts/downloadable.js';
import { Figure } from '../parts/figure.js';
import { typeset } from '../typography.js';
import type { EffectScale } from './scale.js';
import { showsPoint } from './shown.js';

type ShownPoint = Omit<CurvePoint, 'events'>;
/** A result, or what the public may see of one. */
interface CurvesResult {
  readonly verdict: Verdict;
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

/** Results hold times in the unit of the outcome; pages tell days. */
const inDays = <P extends { readonly time: number }>({ outcome }: Protocol, points: readonly P[]): readonly P[] =>
  outcome.unit === 'week' ? points.map((point) => ({ ...point, time: point.time * 7 })) : points;

/** Kaplan-Meier curves of the arms as they are, the people behind them, and the gap on the same time axis. */
export function StudyCurves({ result, ...context }: CurvesProps) {
  const { t, f } = context.reader;
  const curves = result.findings?.curves;
  if (!curves) return null;
  const { alpha, design } = context.protocol;
  const treated = risks(inDays(context.protocol, curves.treated));
  const comparison = risks(inDays(context.protocol, curves.comparison));
  return (
    <CurvesSection
      {...context}
      verdict={result.verdict}
      id="curves"
      title={(finding) => finding + (design === 'randomised' ? '' : t.curvesUnadjusted)}
      treated={treated}
      comparison={comparison}
      gap={riskGap(treated, comparison, endOf(context.protocol, [...treated, ...comparison]))}
      caption={t.curvesCaption(f.level(1 - alpha))}
    />
  );
}

interface IncidenceProps extends Omit<CurvesProps, 'result'> {
  readonly incidence: NonNullable<Findings['incidence']>;
  readonly verdict: Verdict;
}

/** Aalen-Johansen curves of the arms as they are: who left otherwise counts as without the outcome. */
export function IncidenceCurves({ incidence, ...context }: IncidenceProps) {
  const { t, f } = context.reader;
  const { alpha, design } = context.protocol;
  const ofArm = (arm: 'treated' | 'comparison'): RiskPoint[] => {
    const later = inDays(context.protocol, incidence[arm]).map(({ incidence: risk, ...point }) => ({ ...point, risk }));
    return [{ time: 0, risk: 0, lower: 0, upper: 0, atRisk: later[0]?.atRisk ?? 0 }, ...later];
  };
  const [treated, comparison] = [ofArm('treated'), ofArm('comparison')];
  return (
    <CurvesSection
      {...context}
      id="incidence"
      title={(finding) => finding + t.curvesOthersCounted + (design === 'randomised' ? '' : t.curvesUnadjusted)}
      treated={treated}
      comparison={comparison}
      gap={riskGap(treated, comparison, endOf(context.protocol, [...treated, ...comparison]))}
      caption={t.curvesIncidenceCaption(f.level(1 - alpha))}
    />
  );
}

interface AdjustedProps extends Omit<CurvesProps, 'result'> {
  readonly verdict: Verdict;
  readonly points: readonly AdjustedPoint[];
  /** Those of the arms as they are, whose people stand behind the adjusted ones. */
  readonly plain: NonNullable<CurvesResult['findings']>['curves'];
}

/** Curves of the primary analysis, from which the effect is read, with the gap and its own error at each time. */
export function AdjustedCurves({ points, plain, ...context }: AdjustedProps) {
  const { t, f } = context.reader;
  const adjusted = inDays(context.protocol, points);
  const risksOf = (arm: 'treated' | 'comparison'): RiskPoint[] => {
    const people = risks(inDays(context.protocol, plain?.[arm] ?? []));
    const behind = (time: number): number => stepAt(people, time)?.atRisk ?? 0;
    const later = adjusted.map(({ time, [arm]: { value, lower, upper } }) => ({
      ...{ time, risk: value, lower, upper },
      atRisk: behind(time),
    }));
    return [{ time: 0, risk: 0, lower: 0, upper: 0, atRisk: behind(0) }, ...later];
  };
  const gaps = adjusted.map(({ time, gap: { value, lower, upper } }) => ({ time, gap: value, lower, upper }));
  return (
    <CurvesSection
      {...context}
      id="adjusted-curves"
      title={(finding) => finding + t.curvesAdjusted}
      treated={risksOf('treated')}
      comparison={risksOf('comparison')}
      gap={[{ time: 0, gap: 0, lower: 0, upper: 0 }, ...gaps]}
      caption={t.curvesAdjustedCaption(
        typeset(inLocale(context.protocol.primary.label, context.reader.locale), context.reader.locale),
        f.level(1 - context.protocol.alpha),
      )}
    />
  );
}

interface SectionProps extends Omit<CurvesProps, 'result'> {
  readonly verdict: Verdict;
  readonly id: string;
  readonly title: (finding: string) => string;
  readonly treated: readonly RiskPoint[];
  readonly comparison: readonly RiskPoint[];
  readonly gap: readonly GapPoint[];
  readonly caption: string;
}

const endOf = ({ outcome }: Protocol, points: readonly RiskPoint[]): number =>
  Math.min(outcome.primaryHorizon, Math.max(...points.map(({ time }) => time)));

function CurvesSection({
  reader,
  protocol,
  scale,
  source,
  verdict,
  id,
  treated,
  comparison,
  gap,
  ...words
}: SectionProps) {
  const { t, f, locale } = reader;
  const end = endOf(protocol, [...treated, ...comparison]);
  const within = (points: readonly RiskPoint[]) => points.filter((point) => point.time <= end);
  const last = gap.at(-1);
  const apart = last && last.lower * last.upper > 0;
  const day = f.integer(end);
  const title = words.title(apart ? t.curvesApart(scale.interval(last), day) : t.curvesClose(day));
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
    <section aria-labelledby={`${id}-h`}>
      <h2 id={`${id}-h`}>{title}</h2>
      <Figure
        reader={reader}
        text={{ id, title, description: t.curvesDescription(names.treated, names.comparison) }}
        draw={(size, text) =>
          survivalSvg(
            {
              treated: within(treated),
              comparison: within(comparison),
              gap,
              line: showsPoint(verdict),
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
        caption={`${words.caption} ${source}`}
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
