import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, integer, level } from '../catalogue/option.js';
import { studentCritical, studentPValue } from '../core/distributions.js';
import type { Json, StatisticalWarning } from '../core/estimate.js';
import type { Sample, SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { biasReducedCovariance } from '../models/bias-reduced-clusters.js';
import { coefficientRows, coefficientTable, fewClustersWarning } from '../models/coefficients.js';
import { designOf } from '../models/design.js';
import { fitLeastSquares, type LeastSquaresFit } from '../models/fit-least-squares.js';
import { robustCovariance } from '../models/sandwich.js';
import { wildBootstrap, type WildBootstrap } from './wild-bootstrap.js';

type Observed = SampleWith<'outcome' | 'period'>;
type Variance = 'CR1' | 'CR2' | 'CR0' | 'HC1';

/**
 * Difference-in-differences of two groups before and after: change of the treated minus change of the comparison group.
 *
 * Estimand: the effect on the treated (ATT).
 * Assumes: both groups would have changed alike without treatment, and nobody acted on it beforehand.
 * Formula: least squares on group, after, their product (the figure) and any covariates (Ashenfelter and Card 1985). Who is treated comes from
 * `firstTreated` (0 for never, one period for all others; after is from that period on) or from a treatment column with two periods.
 * Variance: counts every column: CR1 = G/(G-1)·(n-1)/(n-k), by the cluster column, else the unit; `CR2` (Bell and McCaffrey 2002) is better
 * below 40 clusters; `HC1` for repeated cross-sections. Student's limits, G - 1 degrees of freedom (n - k for HC1). `wild` takes interval and
 * p-value from the wild cluster bootstrap with the null imposed (Cameron, Gelbach and Miller 2008).
 * Shapes: a row for each unit and period: outcome, period, unit, and treatment or firstTreated.
 * Units: those of the outcome.
 * Tested against: R lm, sandwich, clubSandwich; every sign pattern of the wild bootstrap written out in R.
 * Errors: missing-role, single-arm, too-few-rows (periods), not-estimable (several first periods), no-variation, too-few-clusters, invalid-option, those of
 * least squares.
 *
 * @example estimate('did', table, { outcome: 'jobs', unit: 'store', period: 'wave', firstTreated: 'since' })
 */
export const did = defineEstimator({
  id: 'did',
  group: 'designs',
  what: 'Difference-in-differences of two groups, before and after.',
  estimand: 'ATT',
  required: ['outcome', 'period'],
  optional: ['treatment', 'firstTreated', 'unit', 'cluster', 'covariates'],
  options: {
    variance: choice(['CR1', 'CR2', 'CR0', 'HC1'], 'Error by cluster or unit, or by row.'),
    wild: choice(
      ['none', 'rademacher', 'webb'],
      'Interval and p-value by the wild cluster bootstrap, for few clusters (webb: below 12).',
    ),
    replicates: integer(9999, 'Most samples of the wild bootstrap; all sign patterns when they are no more.', {
      minimum: 99,
      maximum: 100_000,
    }),
    seed: integer(1, 'Seed of the wild bootstrap.', { minimum: 0, maximum: 2 ** 31 - 1 }),
    level,
  },
  run(sample, options) {
    const { outcome, frequency, covariates } = sample;
    const { treated, after } = cellsOf(sample);
    const product = treated.map((d, i) => d * after[i]!);
    const cluster = sample.cluster ?? sample.unit;
    const { variance } = options;
    if (variance !== 'HC1' && cluster === undefined) {
      throw new StatisticalError(
        'missing-role',
        `Variance ${variance} needs a unit or a cluster column; repeated cross-sections take HC1.`,
        ['unit', 'cluster'],
      );
    }
    const design = designOf(
      ['treated', 'after', 'treated × after', ...covariates.names],
      [treated, after, product, ...covariates.columns],
      frequency,
    );
    const fit = fitLeastSquares(design, outcome, frequency, 'the rows used');
    if (!(fit.residualSquares > 1e-24 * (fit.totalSquares + fit.n * fit.coefficients[0]! * fit.coefficients[0]!))) {
      throw new StatisticalError(
        'no-variation',
        'The outcome does not vary within the four cells: no error can be measured. Check the outcome column.',
      );
    }
    const table = coefficientTable(design, fit.coefficients, covarianceOf(fit, outcome, cluster, variance));
    const value = table.values[3]!;
    const standardError = table.standardErrors[3]!;
    const wild =
      options.wild === 'none' ? null : wildOf(fit, outcome, cluster, { ...options, multiplier: options.wild });
    const freedom = variance === 'HC1' ? fit.n - design.width : cluster!.count - 1;
    const reach = studentCritical(options.level, freedom) * standardError;
    const count = (keep: (i: number) => boolean): number =>
      frequency.reduce((sum, f, i) => (keep(i) ? sum + f : sum), 0);
    return {
      estimand: 'ATT',
      measure: sample.outcomeIsBinary ? 'risk-difference' : 'mean-difference',
      value,
      standardError,
      standardErrorScale: 'natural',
      interval: {
        level: options.level,
        lower: wild === null ? value - reach : wild.lower,
        upper: wild === null ? value + reach : wild.upper,
      },
      n: {
        total: sample.total,
        treated: count((i) => treated[i] === 1),
        comparison: count((i) => treated[i] === 0),
        events: sample.outcomeIsBinary ? count((i) => outcome[i] === 1) : null,
      },
      details: {
        coefficients: coefficientRows(table),
        cells: cellMeans(sample, treated, after),
        pValue: wild === null ? studentPValue(value / standardError, freedom) : wild.pValue,
        wild: wild === null ? null : { draws: wild.draws, enumerated: wild.enumerated },
        degreesOfFreedom: freedom,
        clusters: variance === 'HC1' ? null : cluster!.count,
      },
      warnings:
        wild === null
          ? variance === 'CR1' || variance === 'CR0'
            ? few(cluster, variance)
            : []
          : wildWarnings(wild, treatedClusters(treated, cluster!)),
    };
  },
});

function few(cluster: Sample['cluster'], variance: Variance): StatisticalWarning[] {
  return fewClustersWarning(cluster, variance).map(({ kind, message }) => ({
    kind,
    message: `${message} Choose variance CR2, or wild rademacher (webb below 12).`,
  }));
}

/** In units of the outcome. Errors: invalid-option (an error that is not by cluster), too-few-clusters. */
function wildOf(
  fit: LeastSquaresFit,
  outcome: Float64Array,
  cluster: Sample['cluster'],
  options: { variance: Variance; multiplier: 'rademacher' | 'webb'; replicates: number; seed: number; level: number },
): WildBootstrap {
  if (cluster === undefined || options.variance === 'HC1' || options.variance === 'CR2') {
    throw new StatisticalError(
      'invalid-option',
      `The wild bootstrap compares t by cluster with the plain error: it goes with variance CR1 or CR0, not ${options.variance}.`,
      ['variance', 'wild'],
    );
  }
  const found = wildBootstrap(fit, outcome, cluster, 3, options, options.level);
  const scale = fit.design.scale[2]!;
  const natural = (limit: number | null): number | null => (limit === null ? null : limit * scale);
  return { ...found, lower: natural(found.lower), upper: natural(found.upper) };
}

/** The clusters with a treated row, or those with none where they are fewer. */
function treatedClusters(treated: Float64Array, { codes, count }: NonNullable<Sample['cluster']>): number {
  const has = new Set(codes.filter((_, i) => treated[i] === 1)).size;
  const hasNot = new Set(codes.filter((_, i) => treated[i] === 0)).size;
  return Math.min(has, hasNot, count);
}

function wildWarnings({ lower, upper }: WildBootstrap, fewest: number): StatisticalWarning[] {
  const warnings: StatisticalWarning[] = [];
  if (lower === null || upper === null) {
    const message =
      'The interval has no end on some side: with so few clusters no effect is rejected there. Take wild webb, more replicates, or a lower level.';
    warnings.push({ kind: 'unbounded-interval', message });
  }
  if (fewest < 5) {
    const message = `An arm is in ${fewest} clusters only: then the wild bootstrap is no cure (MacKinnon and Webb 2017). Read the figure as a case study.`;
    warnings.push({ kind: 'few-treated-clusters', message });
  }
  return warnings;
}

function covarianceOf(
  fit: LeastSquaresFit,
  outcome: Float64Array,
  cluster: Sample['cluster'],
  variance: Variance,
): Float64Array {
  if (variance === 'CR2') {
    if (cluster!.count < 2)
      throw new StatisticalError('too-few-clusters', 'There is one cluster: its variance cannot be estimated.');
    return biasReducedCovariance(fit, outcome, cluster!);
  }
  const residual = outcome.map((y, i) => y - fit.fitted[i]!);
  const { design, bread, frequency } = fit;
  return robustCovariance(variance, { design, bread, frequency, residual, working: () => 1, cluster });
}

/** Who is treated, and when it is after. */
function cellsOf({ period, firstTreated, treatment }: Observed): { treated: Float64Array; after: Float64Array } {
  const periods = [...new Set(period)].sort((a, b) => a - b);
  if (periods.length < 2)
    throw new StatisticalError(
      'too-few-rows',
      'There is one period: a change needs a before and an after. Check the period column.',
      ['period'],
    );
  if (firstTreated === undefined) {
    if (treatment === undefined)
      throw new StatisticalError(
        'missing-role',
        'did needs firstTreated (0 for never), or a treatment column with two periods.',
        ['firstTreated', 'treatment'],
      );
    if (periods.length > 2)
      throw new StatisticalError(
        'not-estimable',
        `There are ${periods.length} periods and no firstTreated to say which are after. Name it, or keep two periods.`,
        ['firstTreated'],
      );
    return { treated: treatment, after: period.map((t) => (t === periods[1] ? 1 : 0)) };
  }
  const starts = [...new Set(firstTreated)].filter((g) => g !== 0 && g <= periods.at(-1)!);
  if (starts.length !== 1 || starts[0]! <= periods[0]! || starts[0]! < 0) {
    const message =
      starts.length === 0
        ? 'Nobody is treated within the periods. Check the first-treated column, or add later periods.'
        : starts.length === 1
          ? 'The treated are so from the first period on: there is no before.'
          : `Treatment starts in ${starts.length} different periods: use group-time-att.`;
    throw new StatisticalError(starts.length === 0 ? 'single-arm' : 'not-estimable', message, ['firstTreated']);
  }
  const treated = firstTreated.map((g) => (g === starts[0] ? 1 : 0));
  if (treated.every((d) => d === 1))
    throw new StatisticalError(
      'single-arm',
      'Every row is of a treated unit: nobody shows how things would have changed. Add units that were never treated.',
      ['firstTreated'],
    );
  return { treated, after: period.map((t) => (t >= starts[0]! ? 1 : 0)) };
}

function cellMeans({ outcome, frequency, rows }: Observed, treated: Float64Array, after: Float64Array): Json {
  const sums = new Float64Array(4);
  const counts = new Float64Array(4);
  for (let i = 0; i < rows; i++) {
    const cell = 2 * treated[i]! + after[i]!;
    sums[cell]! += frequency[i]! * outcome[i]!;
    counts[cell]! += frequency[i]!;
  }
  return [0, 1, 2, 3].map((cell) => ({
    treated: cell >> 1,
    after: cell & 1,
    mean: sums[cell]! / counts[cell]!,
    n: counts[cell]!,
  }));
}
