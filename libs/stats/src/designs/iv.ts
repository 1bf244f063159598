import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, level } from '../catalogue/option.js';
import { countArms } from '../core/arms.js';
import { studentCritical, studentPValue } from '../core/distributions.js';
import type { StatisticalWarning } from '../core/estimate.js';
import { fPValue } from '../core/f-tails.js';
import type { SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { fewClustersWarning } from '../models/coefficients.js';
import { andersonRubinSet, type ReducedForms } from './anderson-rubin.js';
import { partialOut } from './partial-out.js';

/** Below this first-stage F the usual interval is not to be trusted (Staiger and Stock 1997). */
const WEAK = 10;

/**
 * Instrumental variable: the effect of treatment among those whom the instrument (an encouragement, say) moves.
 *
 * Estimand: the LATE of Imbens and Angrist (1994): the effect on those who follow the instrument.
 * Assumes: the instrument is as good as random given the covariates, acts on the outcome only through the treatment, and moves nobody the
 * other way.
 * Formula: two-stage least squares with the covariates in both stages, β = z̃ᵀy / z̃ᵀt with z̃ the instrument less what the covariates explain
 * of it (Theil 1953; Angrist, Imbens and Rubin 1996). `details.firstStage` and `intentionToTreat` are the regressions of treatment and outcome
 * on the instrument with the same kind of error, `firstStage.f` the robust F; `andersonRubin` (1949) is the set of effects not rejected, right
 * however weak the instrument: an interval, a ray, the union of two rays, or the line (with one instrument never empty).
 * Variance: Σ z̃²u² / (z̃ᵀt)² times n/(n-k) (`HC1`), with clusters Σ(Σ z̃u)² times G/(G-1)·(n-1)/(n-k) (`CR1`). Student's limits, n - k
 * degrees of freedom.
 * Shapes: treatment, outcome, instrument and if wanted covariates and cluster, one value a row.
 * Units: those of the outcome, per unit of treatment.
 * Tested against: R AER::ivreg, sandwich, lm.
 * Errors: collinear (instrument explained by the covariates), not-estimable (instrument does not move treatment), missing-role,
 * too-few-clusters, too-few-rows.
 *
 * @example estimate('iv', table, { treatment: 'used', outcome: 'hired', instrument: 'invited' })
 */
export const iv = defineEstimator({
  id: 'iv',
  group: 'designs',
  what: 'Effect among those whom an instrument moves: two-stage least squares.',
  estimand: 'LATE',
  required: ['treatment', 'outcome', 'instrument'],
  optional: ['covariates', 'cluster'],
  options: {
    variance: choice(['HC1', 'HC0', 'model', 'CR0', 'CR1'], 'Robust error, or one that assumes equal variances.'),
    level,
  },
  run(sample, options) {
    const z = residualInstrument(sample);
    const t = partialOut(sample, sample.treatment);
    const y = partialOut(sample, sample.outcome);
    const { variance } = options;
    const stage = stageOf(sample, z, variance);
    const first = stage.regress(t);
    const reduced = stage.regress(y);
    if (!(Math.abs(first.slope) * Math.sqrt(stage.zz) > 1e-10 * Math.sqrt(sample.total))) {
      throw new StatisticalError(
        'not-estimable',
        `The instrument "${sample.instrumentName}" does not move the treatment at all, so nobody's effect can be told. Use the effect of being encouraged, or another instrument.`,
        [sample.instrumentName!],
      );
    }
    const value = reduced.slope / first.slope;
    const disturbance = y.map((yi, i) => yi - value * t[i]!);
    const error = (residual: Float64Array): number => Math.sqrt(stage.covariance(residual, residual));
    const standardError = error(disturbance) / Math.abs(first.slope);
    const critical = studentCritical(options.level, stage.freedom);
    const firstError = error(first.residual);
    const ittError = error(reduced.residual);
    const f = (first.slope / firstError) * (first.slope / firstError);
    const forms: ReducedForms = {
      onOutcome: reduced.slope,
      onTreatment: first.slope,
      varianceOutcome: ittError * ittError,
      varianceTreatment: firstError * firstError,
      covariance: stage.covariance(reduced.residual, first.residual),
    };
    const set = andersonRubinSet(forms, critical);
    return {
      estimand: 'LATE',
      measure: sample.outcomeIsBinary ? 'risk-difference' : 'mean-difference',
      value,
      standardError,
      standardErrorScale: 'natural',
      interval: {
        level: options.level,
        lower: value - critical * standardError,
        upper: value + critical * standardError,
      },
      n: countArms(sample),
      details: {
        pValue: studentPValue(value / standardError, stage.freedom),
        degreesOfFreedom: stage.freedom,
        firstStage: {
          value: first.slope,
          standardError: firstError,
          f,
          pValue: fPValue(f, 1, stage.freedom),
        },
        intentionToTreat: {
          value: reduced.slope,
          standardError: ittError,
          lower: reduced.slope - critical * ittError,
          upper: reduced.slope + critical * ittError,
          pValue: studentPValue(reduced.slope / ittError, stage.freedom),
        },
        andersonRubin: { shape: set.shape, pieces: set.pieces.map((piece) => ({ ...piece })) },
      },
      warnings: [...weakWarning(f, set.shape), ...fewClustersWarning(sample.cluster, variance)],
    };
  },
});

type Encouraged = SampleWith<'treatment' | 'outcome' | 'instrument'>;
type Variance = 'HC1' | 'HC0' | 'model' | 'CR0' | 'CR1';

function residualInstrument(sample: Encouraged): Float64Array {
  const { instrument, instrumentName, frequency } = sample;
  const z = partialOut(sample, instrument);
  let left = 0;
  let size = 0;
  for (let i = 0; i < z.length; i++) {
    left += frequency[i]! * z[i]! * z[i]!;
    size += frequency[i]! * instrument[i]! * instrument[i]!;
  }
  if (left > 1e-20 * size) return z;
  throw new StatisticalError(
    'collinear',
    `The instrument "${instrumentName}" has one value, or is determined by the covariates: it moves nobody. Leave those covariates out, or use another.`,
    [instrumentName!],
  );
}

interface Stage {
  readonly zz: number;
  readonly freedom: number;
  readonly regress: (column: Float64Array) => { readonly slope: number; readonly residual: Float64Array };
  /** Covariance of the slopes on z whose residuals these are. */
  readonly covariance: (a: Float64Array, b: Float64Array) => number;
}

/** Regressions on the instrument of columns from which the covariates are already taken out. */
function stageOf(
  { frequency, total, covariates, cluster, rows }: Encouraged,
  z: Float64Array,
  variance: Variance,
): Stage {
  const k = covariates.columns.length + 2;
  if (total <= k)
    throw new StatisticalError('too-few-rows', `There are ${total} rows for ${k} coefficients. Use fewer covariates.`);
  const clustered = variance === 'CR0' || variance === 'CR1';
  if (clustered && cluster === undefined)
    throw new StatisticalError('missing-role', `Variance ${variance} needs a cluster column.`, ['cluster']);
  if (clustered && cluster!.count < 2)
    throw new StatisticalError(
      'too-few-clusters',
      'There is one cluster: its variance cannot be estimated. Use HC1, or a finer cluster column.',
    );
  let zz = 0;
  for (let i = 0; i < rows; i++) zz += frequency[i]! * z[i]! * z[i]!;
  const groups = cluster?.count ?? 0;
  const factor = {
    HC0: 1,
    CR0: 1,
    HC1: total / (total - k),
    model: 1 / (total - k),
    CR1: (groups / (groups - 1)) * ((total - 1) / (total - k)),
  }[variance];
  const sum = (term: (i: number) => number): number => {
    let result = 0;
    for (let i = 0; i < rows; i++) result += frequency[i]! * term(i);
    return result;
  };
  const byCluster = (residual: Float64Array): Float64Array => {
    const sums = new Float64Array(groups);
    for (let i = 0; i < rows; i++) sums[cluster!.codes[i]!]! += frequency[i]! * z[i]! * residual[i]!;
    return sums;
  };
  return {
    zz,
    freedom: clustered ? groups - 1 : total - k,
    regress: (column) => {
      const slope = sum((i) => z[i]! * column[i]!) / zz;
      return { slope, residual: column.map((value, i) => value - slope * z[i]!) };
    },
    covariance: (a, b) => {
      if (variance === 'model') return (factor * sum((i) => a[i]! * b[i]!)) / zz;
      if (!clustered) return (factor * sum((i) => z[i]! * z[i]! * a[i]! * b[i]!)) / (zz * zz);
      const [left, right] = [byCluster(a), byCluster(b)];
      return (factor * left.reduce((total, value, g) => total + value * right[g]!, 0)) / (zz * zz);
    },
  };
}

function weakWarning(f: number, shape: string): StatisticalWarning[] {
  const reading = shape === 'interval' ? '' : ` It is no interval here but: ${shape}.`;
  return f >= WEAK
    ? []
    : [
        {
          kind: 'weak-instrument',
          message: `The instrument hardly moves the treatment (robust F ${f.toFixed(1)}, below ${WEAK}): read the Anderson-Rubin set, not the interval.${reading}`,
        },
      ];
}
