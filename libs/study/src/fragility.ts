import type { Findings } from '@impact-ledger/domain';
import { estimate, StatisticalError } from '@impact-ledger/stats';
import student from '@stdlib/stats-base-dists-t';
import type { AnalysisContext } from './context.js';
import { outcomeByHorizon } from './follow-up.js';

interface Benchmark {
  readonly name: string;
  readonly estimate: number | null;
  readonly standardError: number | null;
}

export interface Fragility {
  /** Null when a confounder as strong as some covariate would leave no bound at all. */
  readonly shown: Findings['fragility'];
  /** Whether an effect of this sign outlives a confounder as strong as the strongest declared covariate. */
  readonly survives: (sign: 1 | -1) => boolean;
  readonly strongest: string;
}

/**
 * Cinelli and Hazlett (2020) on the least-squares regression of the outcome on arm and covariates, whatever the primary
 * estimator: the strongest covariate is the one whose equal, left unmeasured, would take most from the effect.
 * Limits by Student's t at `alpha`, as package sensemakr. Errors: those of least squares.
 */
export function assessFragility({ table, protocol }: AnalysisContext, alpha: number): Fragility {
  const covariates = [...protocol.covariates, ...(protocol.strata ?? [])].map(({ column }) => column);
  const byHorizon = outcomeByHorizon(table, protocol);
  const roles = { treatment: protocol.arms.column, outcome: byHorizon.column, covariates };
  const { details } = estimate('partial-r2', byHorizon.table, roles, { level: 1 - alpha });
  const reach = -student.quantile(alpha / 2, (details['degreesOfFreedom'] as number) - 1);
  const sign = Math.sign(details['estimate'] as number);
  const left = (details['benchmarks'] as unknown as Benchmark[])
    .map((benchmark) => ({ ...benchmark, bound: boundOf(benchmark, sign, reach) }))
    .reduce((worst, next) => (next.bound < worst.bound ? next : worst));
  if (left.estimate === null || left.standardError === null) {
    return { shown: null, survives: () => false, strongest: left.name };
  }
  const shown = {
    robustnessValue: details['robustnessValueAlpha'] as number,
    strongestCovariate: left.name,
    adjustedLower: left.estimate - reach * left.standardError,
    adjustedUpper: left.estimate + reach * left.standardError,
  };
  return {
    shown,
    survives: (wanted) => (wanted === 1 ? shown.adjustedLower > 0 : shown.adjustedUpper < 0),
    strongest: left.name,
  };
}

/** The limit nearest to zero of what is left, positive while the sign of the effect is safe. */
const boundOf = ({ estimate: value, standardError }: Benchmark, sign: number, reach: number): number =>
  value === null || standardError === null ? -Infinity : sign * value - reach * standardError;

/** The fragility of a cohort; undefined when the regression it rests on cannot be fitted. */
export function fragilityOf(context: AnalysisContext, alpha: number): Fragility | undefined {
  try {
    return assessFragility(context, alpha);
  } catch (error) {
    if (error instanceof StatisticalError) return undefined;
    throw error;
  }
}
