import { inLocale, isRatio } from '@impact-ledger/domain';
import type { Protocol, StudyResult } from '@impact-ledger/domain';
import type { Reader } from '../context.js';
import { forestSvg, type ForestRow } from '../figures/forest.js';
import type { TableData } from '../parts/data-table.js';
import type { CsvRow } from '../parts/downloadable.js';
import { Figure } from '../parts/figure.js';
import { typeset } from '../typography.js';
import { estimandOf, measureOf, OtherScales, type ForestEntry } from './other-scales.js';
import type { EffectScale } from './scale.js';
import { headline, showsPoint, type ShownFindings } from './shown.js';

/** Naive first, then what was promised, then what must show nothing, on whatever scale. */
function entries(findings: ShownFindings, protocol: Protocol, reader: Reader): ForestEntry[] {
  const { t, locale } = reader;
  const known = protocol.knownEffect;
  const rows: ForestEntry[] = [{ label: t.naiveRow, kind: 'naive', estimate: findings.naive }];
  if (findings.primary) {
    rows.push({
      label: t.primaryRow(inLocale(findings.primary.label, locale)),
      kind: 'primary',
      estimate: findings.primary,
    });
  }
  for (const estimate of findings.sensitivity) {
    rows.push({ label: inLocale(estimate.label, locale), kind: 'sensitivity', estimate });
  }
  if (known) {
    const { value, lower = value, upper = value } = known;
    rows.push({
      label: t.knownRow,
      kind: 'known',
      estimate: { value, measure: protocol.estimand.measure, interval: { level: 1 - protocol.alpha, lower, upper } },
    });
  }
  for (const estimate of findings.negativeControls) {
    rows.push({ label: t.controlRow(inLocale(estimate.label, locale)), kind: 'control', estimate });
  }
  return rows;
}

/** A result, or what the public may see of one. */
type ForestResult = Pick<StudyResult, 'verdict'> & { readonly findings: ShownFindings | null };

/** Of a ratio it is a logarithm already, as the axis is. */
const smallestOnAxis = ({ estimand, smallestEffectOfInterest }: Protocol, scale: EffectScale): number =>
  isRatio(estimand.measure) ? smallestEffectOfInterest : scale.axis(smallestEffectOfInterest);

/** The finding of the figure: what the naive figure hides, or whether the promised analyses agree. */
export function forestTitle(result: ForestResult, protocol: Protocol, scale: EffectScale, reader: Reader): string {
  const { t } = reader;
  const { findings } = result;
  if (!findings) return '';
  const { naive, primary, sensitivity } = findings;
  if (!primary) {
    const known = protocol.knownEffect;
    const wrong = known && (known.value < naive.interval.lower || known.value > naive.interval.upper);
    return wrong ? t.forestNaiveWrong(scale.interval(naive.interval), scale.effect(known.value)) : t.forestNaiveOnly;
  }
  const apart = naive.interval.lower > primary.interval.upper || naive.interval.upper < primary.interval.lower;
  const outside = naive.value > primary.interval.upper || naive.value < primary.interval.lower;
  if (apart || (outside && protocol.design !== 'randomised' && protocol.design !== 'encouragement'))
    return t.forestOutside(scale.interval(naive.interval));
  const alike = sensitivity.filter(({ measure }) => measure === primary.measure);
  if (sensitivity.length === 0) return t.forestAlone;
  const agree = alike.every(
    ({ interval }) => interval.lower <= primary.interval.upper && interval.upper >= primary.interval.lower,
  );
  return agree ? t.forestAgree : t.forestDisagree;
}

interface ForestProps {
  readonly reader: Reader;
  readonly result: ForestResult;
  readonly protocol: Protocol;
  readonly scale: EffectScale;
  readonly source: string;
  /** Distinguishes two forests on one page. */
  readonly id?: string;
}

/** Naive beside adjusted, on one axis. */
export function StudyForest({ reader, result, protocol, scale, source, id = 'forest' }: ForestProps) {
  const { t, f, locale } = reader;
  const { findings } = result;
  if (!findings) return null;
  const points = showsPoint(result.verdict);
  const all = entries(findings, protocol, reader);
  const { measure } = headline(findings);
  // Only figures on the same scale share the axis.
  const rows = all.filter((row) => row.estimate.measure === measure);
  const others = all.filter((row) => row.estimate.measure !== measure);
  const valueOf = ({ kind, estimate }: ForestEntry): number | null =>
    points || kind === 'known' ? estimate.value : null;
  const drawn = rows.map((row): ForestRow => ({
    label: typeset(row.label, locale),
    kind: row.kind,
    lower: scale.axis(row.estimate.interval.lower),
    upper: scale.axis(row.estimate.interval.upper),
    value: valueOf(row) === null ? null : scale.axis(row.estimate.value),
    text: typeset(scale.row(valueOf(row), row.estimate.interval), locale),
  }));
  const title = forestTitle(result, protocol, scale, reader);
  const counted = (count: number | null | undefined): string => (typeof count === 'number' ? f.integer(count) : '');
  const several = all.some(({ estimate }) => estimate.n?.persons);
  const table: TableData = {
    caption: title,
    stack: true,
    columns: [
      { label: t.analysis },
      { label: t.estimand },
      { label: t.scaleLabel },
      { label: t.interval, numeric: true },
      ...(points ? [{ label: t.estimateLabel, numeric: true }] : []),
      { label: t.peopleLabel, numeric: true },
      ...(several ? [{ label: t.rowsLabel, numeric: true }] : []),
    ],
    rows: rows.map((row) => [
      row.label,
      estimandOf(row, reader),
      measureOf(row, reader),
      scale.interval(row.estimate.interval),
      ...(points ? [scale.effect(row.estimate.value)] : []),
      counted(row.estimate.n?.persons?.total ?? row.estimate.n?.total),
      ...(several ? [counted(row.estimate.n?.total)] : []),
    ]),
  };
  const csv: CsvRow[] = [
    [
      'analysis',
      'kind',
      'estimand',
      'measure',
      'level',
      'lower',
      'upper',
      ...(points ? ['value'] : []),
      'n',
      ...(several ? ['rows'] : []),
    ],
    ...all.map(({ label, kind, estimate }) => [
      label,
      kind,
      estimate.estimand ?? null,
      estimate.measure,
      estimate.interval.level,
      estimate.interval.lower,
      estimate.interval.upper,
      ...(points ? [estimate.value] : []),
      estimate.n?.persons?.total ?? estimate.n?.total ?? null,
      ...(several ? [estimate.n?.total ?? null] : []),
    ]),
  ];
  return (
    <section aria-labelledby={`${id}-h`}>
      <h2 id={`${id}-h`}>{title}</h2>
      <p>{t.forestExplain[protocol.design]}</p>
      <Figure
        reader={reader}
        text={{ id, title, description: t.forestDescription(scale.axisName) }}
        draw={(size, text) =>
          forestSvg(
            {
              rows: drawn,
              axis: scale.axisName,
              tick: scale.tick,
              smallest: { value: smallestOnAxis(protocol, scale), label: t.tooSmall },
            },
            size,
            text,
          )
        }
        caption={`${t.forestShaded(scale.size(protocol.smallestEffectOfInterest))} ${points ? `${t.forestHollow} ` : ''}${source}`}
        table={table}
        csv={csv}
        across
      />
      <OtherScales reader={reader} protocol={protocol} rows={others} points={points} />
    </section>
  );
}
