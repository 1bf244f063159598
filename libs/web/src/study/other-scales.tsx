import { effectUnit } from '@impact-ledger/domain';
import type { Protocol } from '@impact-ledger/domain';
import type { Reader } from '../context.js';
import type { ForestKind } from '../figures/forest.js';
import { DataTable } from '../parts/data-table.js';
import { effectScale, type EffectScale } from './scale.js';
import type { ShownEstimate } from './shown.js';

/** A row of the estimates. Of what is known from elsewhere neither the estimand nor the people are told. */
export interface ForestEntry {
  readonly label: string;
  readonly kind: ForestKind;
  readonly estimate: Pick<ShownEstimate, 'value' | 'interval' | 'measure'> &
    Partial<Pick<ShownEstimate, 'estimand' | 'n'>>;
}

/** Whose effect a row speaks of; in its own word where the pages have none. */
export const estimandOf = ({ estimate }: ForestEntry, { t }: Reader): string =>
  estimate.estimand === undefined
    ? ''
    : ((t.target as Readonly<Record<string, string>>)[estimate.estimand] ?? estimate.estimand);

export const measureOf = ({ estimate }: ForestEntry, { t }: Reader): string =>
  (t.measure as Readonly<Record<string, string>>)[estimate.measure] ?? estimate.measure;

/** A number of its own scale, with its unit where the protocol tells one: of another outcome it tells none. */
function written({ kind, estimate }: ForestEntry, protocol: Protocol, reader: Reader): EffectScale {
  const { measure, interval } = estimate;
  const { unit } = protocol.outcome;
  const width = interval.upper - interval.lower;
  const scale = effectScale(
    effectUnit(measure, measure === 'rmst_difference' && unit === 'points' ? 'day' : unit),
    width,
    reader,
  );
  if (measure !== 'mean_difference' || kind !== 'control') return scale;
  const plain = effectScale('score', width, reader);
  return {
    ...plain,
    effect: plain.signed,
    interval: ({ lower, upper }) => reader.t.fromTo(plain.signed(lower), plain.signed(upper)),
  };
}

interface OtherScalesProps {
  readonly reader: Reader;
  readonly protocol: Protocol;
  readonly rows: readonly ForestEntry[];
  readonly points: boolean;
}

/** Estimates that cannot share the axis of the figure: another measure of the effect, or a control of another kind. */
export function OtherScales({ reader, protocol, rows, points }: OtherScalesProps) {
  const { t, f } = reader;
  if (rows.length === 0) return null;
  return (
    <DataTable
      stack
      caption={t.otherScales}
      columns={[
        { label: t.analysis },
        { label: t.estimand },
        { label: t.scaleLabel },
        { label: t.interval, numeric: true },
        ...(points ? [{ label: t.estimateLabel, numeric: true }] : []),
        { label: t.peopleLabel, numeric: true },
      ]}
      rows={rows.map((row) => {
        const { interval, value, n } = row.estimate;
        const scale = written(row, protocol, reader);
        const people = n?.persons?.total ?? n?.total;
        return [
          row.label,
          estimandOf(row, reader),
          measureOf(row, reader),
          scale.interval(interval),
          ...(points ? [scale.effect(value)] : []),
          typeof people === 'number' ? f.integer(people) : '',
        ];
      })}
    />
  );
}
