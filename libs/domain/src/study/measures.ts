/** What a study's estimand may be. A ratio is judged on its logarithm, and so is the smallest effect of interest beside it. */
export const MEASURES = ['risk_difference', 'mean_difference', 'risk_ratio', 'odds_ratio', 'rmst_difference'] as const;
export type StudyMeasure = (typeof MEASURES)[number];

/** A hazard ratio is shown beside others and carries no verdict: it has no meaning for one person, and drifts as people leave. */
export type ShownMeasure = StudyMeasure | 'hazard_ratio';

const RATIOS: ReadonlySet<string> = new Set<ShownMeasure>(['risk_ratio', 'odds_ratio', 'hazard_ratio']);

export const isRatio = (measure: string): boolean => RATIOS.has(measure);

export const OUTCOME_KINDS = ['binary', 'continuous', 'time_to_event'] as const;
export type OutcomeKind = (typeof OUTCOME_KINDS)[number];

/** Of one unit of an outcome; a binary outcome is reported in percentage points. */
export const OUTCOME_UNITS = ['points', 'euro', 'dollar', 'day', 'score', 'week'] as const;
export type OutcomeUnit = (typeof OUTCOME_UNITS)[number];

/** In what an effect is told: points of percentage, a ratio, or the outcome's own unit. */
export type EffectUnit = OutcomeUnit | 'ratio';
export const effectUnit = (measure: string, unit: OutcomeUnit): EffectUnit =>
  isRatio(measure) ? 'ratio' : measure === 'risk_difference' ? 'points' : unit;

/** Measures an outcome of each kind can have, the first being that of its plain comparison. */
export const MEASURES_OF: Readonly<Record<OutcomeKind, readonly [StudyMeasure, ...StudyMeasure[]]>> = {
  binary: ['risk_difference', 'risk_ratio', 'odds_ratio'],
  continuous: ['mean_difference'],
  time_to_event: ['risk_difference', 'rmst_difference'],
};

interface Measured {
  readonly estimand: { readonly measure: StudyMeasure };
  readonly outcome: { readonly unit: OutcomeUnit };
}

export const unitOfEffect = ({ estimand, outcome }: Measured): EffectUnit => effectUnit(estimand.measure, outcome.unit);
