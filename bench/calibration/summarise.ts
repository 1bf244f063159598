import type { Outcome } from '#calibration/replicate';
import type { Cell, Judged } from '#calibration/scenario';

/** A figure and its Monte-Carlo standard error. */
export interface Measured {
  readonly value: number;
  readonly error: number;
}

export interface Summary {
  readonly cell: Cell;
  readonly truth: number;
  readonly used: number;
  /** Data sets for which the method gave a named refusal, by its kind. */
  readonly refused: Readonly<Record<string, number>>;
  readonly bias: Measured;
  readonly spread: Measured;
  readonly meanError: Measured | null;
  readonly ratio: Measured | null;
  readonly coverage: Measured | null;
  /** How often no effect was excluded: type-I error when there is none, power when there is one. */
  readonly rejected: Measured | null;
  /** Empty when the cell passes; what is wrong otherwise. */
  readonly faults: readonly string[];
}

/** Bands of a judged cell. */
export interface Bands {
  readonly coverage: readonly [number, number];
  readonly ratio: readonly [number, number];
  /** Largest bias in empirical standard deviations: a fifth of one lowers coverage by half a point. */
  readonly bias: number;
  /** Smallest bias, likewise, of what is meant to be biased. */
  readonly biased: number;
  readonly level: number;
  readonly refused: number;
}

export const BANDS: Bands = {
  coverage: [0.934, 0.965],
  ratio: [0.95, 1.05],
  bias: 0.15,
  biased: 2.5,
  level: 0.05,
  refused: 0.01,
};

export function summarise(cell: Cell, truth: number, outcomes: readonly Outcome[], bands: Bands = BANDS): Summary {
  const refused: Record<string, number> = {};
  const kept = outcomes.filter((outcome) => {
    if (typeof outcome === 'string') refused[outcome] = (refused[outcome] ?? 0) + 1;
    return typeof outcome !== 'string';
  });
  const used = kept.length;
  const values = mean(kept.map(([value]) => value));
  const spread = { value: values.sd, error: values.sd / Math.sqrt(2 * (used - 1)) };
  const bias = { value: values.value - truth, error: values.sd / Math.sqrt(used) };
  const errors = kept.map(([, error]) => error).filter((error) => error !== null);
  const meanError = errors.length === used ? mean(errors) : null;
  const ratio =
    meanError === null
      ? null
      : {
          value: meanError.value / spread.value,
          error:
            (meanError.value / spread.value) * Math.hypot(meanError.error / meanError.value, 1 / Math.sqrt(2 * used)),
        };
  const bounded = kept.every(([, , lower, upper]) => lower !== null || upper !== null);
  const covers = (x: number): number[] =>
    kept.map(([, , lower, upper]) => ((lower ?? -Infinity) <= x && x <= (upper ?? Infinity) ? 1 : 0));
  const tested = kept.every(([, , , , p]) => p !== null);
  const rejections = bounded
    ? covers(0).map((inside) => 1 - inside)
    : tested
      ? kept.map(([, , , , p]) => (p! < 0.05 ? 1 : 0))
      : null;
  const summary = {
    cell,
    truth,
    used,
    refused,
    bias,
    spread,
    meanError,
    ratio,
    coverage: bounded ? share(covers(truth)) : null,
    rejected: rejections === null ? null : share(rejections),
  };
  return { ...summary, faults: faultsOf(cell.judged, summary, outcomes.length, bands) };
}

function faultsOf(judged: Judged, summary: Omit<Summary, 'faults'>, all: number, bands: Bands): string[] {
  if (judged === 'reported') return [];
  const { bias, spread, ratio, coverage, rejected, used } = summary;
  const outside = ({ value }: Measured, [low, high]: readonly [number, number]): boolean => value < low || value > high;
  const shift = Math.abs(bias.value) / spread.value;
  return [
    ...(used < all * (1 - bands.refused) ? ['refused'] : []),
    ...(['coverage', 'bias'].includes(judged) && shift > bands.bias ? ['bias'] : []),
    ...(judged === 'biased' && shift < bands.biased ? ['not biased enough to be a test'] : []),
    // A test has no interval: what it holds is its level.
    ...(judged === 'coverage' && coverage !== null && outside(coverage, bands.coverage) ? ['coverage'] : []),
    ...(judged === 'coverage' && coverage === null && rejected === null ? ['nothing to judge'] : []),
    ...(judged === 'coverage' && ratio !== null && outside(ratio, bands.ratio) ? ['error / spread'] : []),
    ...(judged === 'level' && (rejected === null || rejected.value > bands.level + 3 * rejected.error)
      ? ['level']
      : []),
  ];
}

function mean(values: readonly number[]): Measured & { readonly sd: number } {
  const value = values.reduce((sum, x) => sum + x, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, x) => sum + (x - value) ** 2, 0) / (values.length - 1));
  return { value, sd, error: sd / Math.sqrt(values.length) };
}

function share(flags: readonly number[]): Measured {
  const value = flags.reduce((sum, flag) => sum + flag, 0) / flags.length;
  return { value, error: Math.sqrt((value * (1 - value)) / flags.length) };
}
