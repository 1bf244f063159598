import { defineEstimator } from '../catalogue/define-estimator.js';
import { level, number } from '../catalogue/option.js';
import { countArms } from '../core/arms.js';
import { studentCritical } from '../core/distributions.js';
import { cholesky, solve, type Factor } from '../core/cholesky.js';
import type { Details } from '../core/estimate.js';
import { noInterval } from '../core/intervals.js';
import type { Covariates } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { coefficientTable, regressionDesign, type CoefficientTable } from '../models/coefficients.js';
import { designOf } from '../models/design.js';
import { fitLeastSquares } from '../models/fit-least-squares.js';
import { square } from '../core/power.js';

/**
 * How much of the residual variance of both treatment and outcome an unmeasured confounder would have to explain to bring the adjusted
 * difference to zero.
 *
 * Estimand: none: a bound on what is not seen, for the coefficient of the treatment.
 * Assumes: the linear regression of the outcome on treatment and covariates, also for 0/1 outcomes; the confounder acts linearly.
 * Formula: Cinelli and Hazlett (2020), as package sensemakr. The figure is the robustness value for reducing the estimate by `reduction`;
 * `details.robustnessValueAlpha` for losing significance at 1 - level. `details.benchmarks` bounds a confounder `strength` times as strong as
 * each covariate, a category by all its levels together (their section 4.4).
 * Variance: of the coefficient, model errors; the robustness value has none.
 * Shapes: treatment 0/1, outcome and covariates, one value a row; one benchmark a covariate.
 * Units: shares of variance, 0 to 1.
 * Tested against: the formulas of sensemakr in R.
 * Errors: missing-role without covariates, no-variation, too-few-rows, those of least squares (collinear, constant-covariate).
 *
 * @example estimate('partial-r2', table, { treatment: 't', outcome: 'income', covariates: ['age'] })
 */
export const partialR2 = defineEstimator({
  id: 'partial-r2',
  group: 'sensitivity',
  what: 'Share of residual variance a confounder must explain to change the conclusion.',
  estimand: 'sensitivity',
  required: ['treatment', 'outcome', 'covariates'],
  options: {
    reduction: number(1, 'Share of the estimate to be explained away.', { minimum: 0.01, maximum: 1 }),
    strength: number(1, 'Benchmark confounders are this many times as strong as a covariate.', {
      minimum: 0.1,
      maximum: 10,
    }),
    level,
  },
  run(sample, options) {
    const outcomeFit = regress(regressionDesign(sample, 'partial-r2'), sample.outcome, sample.frequency);
    const { covariates, frequency } = sample;
    const treatmentFit = regress(
      designOf(covariates.names, covariates.columns, frequency),
      sample.treatment,
      frequency,
    );
    const t = outcomeFit.t(1);
    const df = outcomeFit.df;
    const f = (options.reduction * Math.abs(t)) / Math.sqrt(df);
    const critical = studentCritical(options.level, df - 1) / Math.sqrt(df - 1);
    return {
      estimand: 'sensitivity',
      measure: 'robustness-value',
      value: robustnessValue(f),
      standardError: null,
      standardErrorScale: 'natural',
      interval: noInterval(options.level),
      n: countArms(sample),
      details: {
        estimate: outcomeFit.table.values[1]!,
        standardError: outcomeFit.table.standardErrors[1]!,
        degreesOfFreedom: df,
        partialR2: partial(t, df),
        robustnessValueAlpha: robustnessValueAlpha(f, critical),
        benchmarks: blocksOf(covariates).map(({ name, columns }) =>
          benchmark(
            name,
            options.strength,
            treatmentFit.explainedBy(columns.map((j) => j + 1)),
            outcomeFit.explainedBy(columns.map((j) => j + 2)),
            outcomeFit,
          ),
        ),
      },
    };
  },
});

interface Regression {
  readonly table: CoefficientTable;
  readonly df: number;
  readonly t: (j: number) => number;
  /** Partial R² of some coefficients together. */
  readonly explainedBy: (these: readonly number[]) => number;
}

/** The columns of each covariate. */
function blocksOf({ sources }: Covariates): { readonly name: string; readonly columns: readonly number[] }[] {
  const all = sources.map((_, column) => column);
  return [...new Set(sources)].map((name) => ({ name, columns: all.filter((column) => sources[column] === name) }));
}

function regress(design: ReturnType<typeof designOf>, y: Float64Array, frequency: Float64Array): Regression {
  const fit = fitLeastSquares(design, y, frequency, 'the rows used');
  const df = fit.n - design.width;
  if (!(fit.residualSquares > 1e-24 * (fit.totalSquares + fit.n * square(fit.coefficients[0]!)))) {
    throw new StatisticalError(
      'no-variation',
      'The columns reproduce treatment or outcome exactly: no residual variance is left to share out. Leave out the column that repeats it.',
    );
  }
  if (df < 2)
    throw new StatisticalError('too-few-rows', 'Fewer than two degrees of freedom remain. Use fewer covariates.');
  const covariance = fit.bread.map((value) => (value * fit.residualSquares) / df);
  const table = coefficientTable(design, fit.coefficients, covariance);
  const t = (j: number): number => table.values[j]! / table.standardErrors[j]!;
  const explainedBy = (these: readonly number[]): number =>
    these.length === 1 ? partial(t(these[0]!), df) : partialOfBlock(these, fit.coefficients, covariance, df);
  return { table, df, t, explainedBy };
}

/** W / (W + df) with Wald's W = bᵀV⁻¹b, which is the t² of one coefficient: no scale of the columns matters. */
function partialOfBlock(
  these: readonly number[],
  coefficients: Float64Array,
  covariance: Float64Array,
  df: number,
): number {
  const width = coefficients.length;
  const values = Float64Array.from(these, (j) => coefficients[j]!);
  const matrix = Float64Array.from(these.flatMap((a) => these.map((b) => covariance[a * width + b]!)));
  const factor = cholesky(matrix, these.length, 0) as Factor;
  const wald = solve(factor, values).reduce((sum, value, k) => sum + value * values[k]!, 0);
  return wald / (wald + df);
}

const partial = (t: number, df: number): number => (t * t) / (t * t + df);

/** Of the estimate: RV = (sqrt(f⁴ + 4f²) - f²) / 2. */
const robustnessValue = (f: number): number => (Math.sqrt(square(f * f) + 4 * f * f) - f * f) / 2;

/**
 * Share of the residual variance of treatment and outcome that a confounder must explain to take significance away: Cinelli and
 * Hazlett (2020) of Cohen's f of the treatment less its critical value, with the boundary case of sensemakr (since 0.1.5).
 */
export function robustnessValueAlpha(f: number, critical: number): number {
  const reach = f - critical;
  if (reach <= 0) return 0;
  if (critical > 0 && f > 1 / critical) return (f * f - critical * critical) / (1 + f * f);
  return robustnessValue(reach);
}

/** Bounds for a confounder `k` times as strong as a covariate, and the estimate it would leave. */
function benchmark(name: string, k: number, withTreatment: number, withOutcome: number, fit: Regression): Details {
  const r2Treatment = (k * withTreatment) / (1 - withTreatment);
  const carried = (k * square(withTreatment)) / ((1 - k * withTreatment) * (1 - withTreatment));
  if (!(k * withTreatment < 1) || r2Treatment >= 1 || carried >= 1) {
    return { name, partialR2Treatment: null, partialR2Outcome: null, estimate: null, standardError: null };
  }
  const r2Outcome = Math.min(
    1,
    square((Math.sqrt(k) + Math.sqrt(carried)) / Math.sqrt(1 - carried)) * (withOutcome / (1 - withOutcome)),
  );
  const estimate = fit.table.values[1]!;
  const error = fit.table.standardErrors[1]!;
  const bias = Math.sqrt((r2Outcome * r2Treatment) / (1 - r2Treatment)) * error * Math.sqrt(fit.df);
  return {
    name,
    partialR2Treatment: r2Treatment,
    partialR2Outcome: r2Outcome,
    estimate: Math.sign(estimate) * (Math.abs(estimate) - bias),
    standardError: Math.sqrt((1 - r2Outcome) / (1 - r2Treatment)) * error * Math.sqrt(fit.df / (fit.df - 1)),
  };
}
