import { parsePeriod } from '@impact-ledger/domain';
import type { DefinitionVersionView, IndicatorDetail, MeasurementView } from '@impact-ledger/readmodel';

const DAY = 86_400_000;

/** Definitions that give comparable figures: an editorial change stays in the epoch, a material one opens the next. */
export interface Epoch {
  readonly versions: readonly number[];
  /** Last version of the epoch: the words in which it is known. */
  readonly latest: DefinitionVersionView;
  /** The version that opened it, whose reason says why the series broke. */
  readonly opening: DefinitionVersionView;
  /** First civil day it is in force; null for the first. */
  readonly from: string | null;
  readonly until: string | null;
}

export function epochsOf(definitions: readonly DefinitionVersionView[]): Epoch[] {
  const groups: DefinitionVersionView[][] = [];
  for (const definition of definitions) {
    const last = groups.at(-1);
    if (definition.change === 'material' || !last) groups.push([definition]);
    else last.push(definition);
  }
  return groups.flatMap((group, index) => {
    const [opening, latest] = [group[0], group.at(-1)];
    if (!opening || !latest) return [];
    return {
      versions: group.map((definition) => definition.version),
      latest,
      opening,
      from: index === 0 ? null : opening.validFrom,
      until: groups[index + 1]?.[0]?.validFrom ?? null,
    };
  });
}

export const inForce = (epoch: Epoch, day: string): boolean =>
  (epoch.from === null || day >= epoch.from) && (epoch.until === null || day < epoch.until);

/** The figure that stands in one cell, with those it replaced. */
export interface Standing {
  readonly measurement: MeasurementView;
  /** Oldest first. */
  readonly superseded: readonly MeasurementView[];
  readonly provisional: boolean;
  /** Civil day in the middle of the period. */
  readonly middle: string;
}

const isWhole = (measurement: MeasurementView): boolean => Object.keys(measurement.breakdown).length === 0;

const byStart = (a: Standing, b: Standing): number =>
  a.measurement.periodStart < b.measurement.periodStart
    ? -1
    : a.measurement.periodStart > b.measurement.periodStart
      ? 1
      : 0;

/**
 * Figures given out before the outcome of their period was fully known are provisional.
 *
 * @param measurements live ones and, when history is wanted, those they replaced
 */
export function standingOf(
  indicator: IndicatorDetail,
  measurements: readonly MeasurementView[],
  whole = true,
): Standing[] {
  return measurements
    .filter((each) => each.recordedTo === null && each.status === 'live' && isWhole(each) === whole)
    .map((measurement): Standing => {
      const lag = (
        indicator.definitions.find((each) => each.version === measurement.definitionVersion)?.definition ??
        indicator.definition
      ).outcomeLagDays;
      const start = Date.parse(measurement.periodStart);
      const end = Date.parse(measurement.periodEnd);
      return {
        measurement,
        superseded: measurements
          .filter(
            (each) =>
              each.id === measurement.id &&
              each.recordedTo !== null &&
              each.status === 'live' &&
              each.value !== measurement.value,
          )
          .toSorted((a, b) => a.revision - b.revision),
        provisional: Date.parse(measurement.vintage) < end + lag * DAY,
        middle: new Date((start + end) / 2).toISOString().slice(0, 10),
      };
    })
    .toSorted(byStart);
}

/** What of the epoch stands; of two editorial versions of one cell, the later. */
export function ofEpoch(epoch: Epoch, standing: readonly Standing[]): Standing[] {
  const byPeriod = new Map<string, Standing>();
  for (const each of standing) {
    const { period, definitionVersion } = each.measurement;
    if (!epoch.versions.includes(definitionVersion)) continue;
    const other = byPeriod.get(period);
    if (!other || other.measurement.definitionVersion < definitionVersion) byPeriod.set(period, each);
  }
  return [...byPeriod.values()].sort(byStart);
}

/** A figure that was replaced, with what replaced it: a correction, or a withdrawal. */
export interface Replacement {
  readonly before: MeasurementView;
  readonly after: MeasurementView;
}

/** Newest first. */
export function replacements(measurements: readonly MeasurementView[]): Replacement[] {
  return measurements
    .flatMap((after) => {
      const before = measurements.find((each) => each.id === after.id && each.revision === after.revision - 1);
      return before && before.status === 'live' ? [{ before, after }] : [];
    })
    .sort((a, b) => (a.after.recordedFrom < b.after.recordedFrom ? 1 : -1));
}

export const periodRange = (period: string): { readonly from: string; readonly to: string } | null => {
  const range = parsePeriod(period);
  return range ? { from: range.start, to: range.end } : null;
};
