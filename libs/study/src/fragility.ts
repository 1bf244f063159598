import type { Findings, StudyEstimate } from '@impact-ledger/domain';
import { estimate, robustnessValueAlpha, StatisticalError } from '@impact-ledger/stats';
import student from '@stdlib/stats-base-dists-t';
import type { AnalysisContext } from './context.js';
import { outcomeByHorizon } from './follow-up.js';
import { hasSeveralRows } from './persons.js';

type Primary = Pick<StudyEstimate, 'value' | 'standardError'>;

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
 * Limits by Student's t at `alpha`, as package sensemakr.
 *
 * Where a person has several rows, that regression says only how far a confounder reaches: its own difference is among those
 * who kept to their arm, unweighted. What the confounder would take is then taken from the primary estimate, whose error is by
 * person. Errors: those of least squares.
 */
export function assessFragility({ table, protocol }: AnalysisContext, alpha: number, primary: Primary): Fragility {
  const covariates = [...protocol.covariates, ...(protocol.strata ?? [])].map(({ column }) => column);
  const byHorizon = outcomeByHorizon(table, protocol);
  const roles = { treatment: protocol.arms.column, outcome: byHorizon.column, covariates };
  const { details } = estimate('partial-r2', byHorizon.table, roles, { level: 1 - alpha });
  const degreesOfFreedom = details['degreesOfFreedom'] as number;
  const reach = -student.quantile(alpha / 2, degreesOfFreedom - 1);
  const own = details['estimate'] as number;
  const sign = Math.sign(own);
  const left = (details['benchmarks'] as unknown as Benchmark[])
    .map((benchmark) => ({ ...benchmark, bound: boundOf(benchmark, sign, reach) }))
    .reduce((worst, next) => (next.bound < worst.bound ? next : worst));
  const byPerson = hasSeveralRows(protocol);
  if (left.estimate === null || left.standardError === null || (byPerson && primary.standardError === null)) {
    return { shown: null, survives: () => false, strongest: left.name };
  }
  const told = byPerson
    ? {
        estimate: primary.value - Math.sign(primary.value) * sign * (own - left.estimate),
        standardError: primary.standardError!,
        robustnessValue: robustnessOf(
          primary,
          reach,
          (details['standardError'] as number) * Math.sqrt(degreesOfFreedom),
        ),
      }
    : {
        estimate: left.estimate,
        standardError: left.standardError,
        robustnessValue: details['robustnessValueAlpha'] as number,
      };
  const shown = {
    robustnessValue: told.robustnessValue,
    strongestCovariate: left.name,
    adjustedLower: told.estimate - reach * told.standardError,
    adjustedUpper: told.estimate + reach * told.standardError,
  };
  return {
    shown,
    survives: (wanted) => (wanted === 1 ? shown.adjustedLower > 0 : shown.adjustedUpper < 0),
    strongest: left.name,
  };
}

/** `unit`: what a confounder that explains all of both would add, per share it explains. */
const robustnessOf = ({ value, standardError }: Primary, reach: number, unit: number): number =>
  robustnessValueAlpha(Math.abs(value) / unit, (reach * standardError!) / unit);

/** The limit nearest to zero of what is left, positive while the sign of the effect is safe. */
const boundOf = ({ estimate: value, standardError }: Benchmark, sign: number, reach: number): number =>
  value === null || standardError === null ? -Infinity : sign * value - reach * standardError;

/** The fragility of a cohort; undefined when the regression it rests on cannot be fitted. */
export function fragilityOf(context: AnalysisContext, alpha: number, primary: Primary): Fragility | undefined {
  try {
    return assessFragility(context, alpha, primary);
  } catch (error) {
    if (error instanceof StatisticalError) return undefined;
    throw error;
  }
}
