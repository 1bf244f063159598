import { z } from 'zod';
import { MEASURES_OF, type ShownMeasure } from './measures.js';
import type { Protocol } from './protocol.js';

export interface StudyMethod {
  /** Outcomes it can compare. */
  readonly outcomes: readonly Protocol['outcome']['kind'][];
  readonly needsCovariates: boolean;
  /** Compares the arms as they are, whatever made them differ. */
  readonly unadjusted?: true;
  /** Takes people who left otherwise as lost: its figure is of a world in which nobody leaves so. */
  readonly censorsOtherExits?: true;
  /** Populations it can speak of; null when it takes the people as they are. */
  readonly targets: readonly string[] | null;
  /** The designs it answers; every other than difference-in-differences when absent. */
  readonly designs?: readonly Protocol['design'][];
  /** The rule of time zero that gives a person several rows, which it alone reads as of one person. */
  readonly timeZero?: 'grace' | 'sequential_trials';
  /** Measures it can give; the differences of its outcomes when absent. One that is no estimand is only shown. */
  readonly measures?: readonly ShownMeasure[];
  /** What a protocol may choose; its scale and level are those of the estimand and of `alpha`. */
  readonly options: z.ZodObject;
}

const one = <const Values extends readonly [string, ...string[]]>(...values: Values) => z.enum(values).optional();
const EITHER = ['binary', 'continuous'] as const;
const FOLDS = z.int().min(1).max(50).optional();
const SEED = z
  .int()
  .min(0)
  .max(2 ** 31 - 1)
  .optional();

const AS_THEY_ARE = { needsCovariates: false, unadjusted: true, targets: null } as const;
const PANELS = {
  outcomes: EITHER,
  needsCovariates: false,
  targets: null,
  designs: ['difference_in_differences'],
} as const;
const STAGGERED = {
  ...PANELS,
  options: z.strictObject({ control: one('never', 'notyet'), method: one('dr', 'ipw', 'reg') }),
};
/** By weights, a model of the outcome, or both. */
const ADJUSTED = {
  outcomes: EITHER,
  measures: ['risk_difference', 'mean_difference', 'risk_ratio'],
  needsCovariates: true,
} as const;
const DOUBLY_ROBUST = { ...ADJUSTED, targets: ['ATE', 'ATT'] } as const;
const OUTCOME_MODEL = { target: one('ATE', 'ATT'), outcomeModel: one('auto', 'logistic', 'linear') };
const CROSS_FITTING = { folds: FOLDS, seed: SEED };
/** Where people are compared within strata. */
const STRATIFIED = ['stratified_cohort', 'randomised'] as const;

/**
 * The estimators of `libs/stats` that answer a study: those that compare its arms on the scale of its estimand. Others
 * (a diagnostic, a power) belong to `impact estimate`. A test of `libs/study` holds this against the catalogue.
 */
export const STUDY_METHODS: Readonly<Record<string, StudyMethod>> = {
  'risk-difference': {
    ...AS_THEY_ARE,
    outcomes: ['binary'],
    options: z.strictObject({ interval: one('newcombe', 'wald', 'miettinen-nurminen', 'mee', 'agresti-caffo') }),
  },
  'risk-ratio': {
    ...AS_THEY_ARE,
    outcomes: ['binary'],
    measures: ['risk_ratio'],
    options: z.strictObject({ interval: one('katz', 'koopman', 'miettinen-nurminen') }),
  },
  'odds-ratio': {
    ...AS_THEY_ARE,
    outcomes: ['binary'],
    measures: ['odds_ratio'],
    options: z.strictObject({ interval: one('woolf') }),
  },
  welch: { ...AS_THEY_ARE, outcomes: EITHER, options: z.strictObject({}) },
  'least-squares': {
    outcomes: EITHER,
    needsCovariates: false,
    targets: null,
    options: z.strictObject({ variance: one('model', 'HC0', 'HC1', 'HC2', 'HC3') }),
  },
  ipw: {
    ...ADJUSTED,
    targets: ['ATE', 'ATT', 'ATO', 'ATC'],
    options: z.strictObject({
      target: one('ATE', 'ATT', 'ATO', 'ATC'),
      variance: one('estimated-score', 'fixed-weights'),
      stabilised: one('no', 'yes'),
    }),
  },
  aipw: {
    ...DOUBLY_ROBUST,
    options: z.strictObject({
      ...OUTCOME_MODEL,
      variance: one('influence-function', 'm-estimation'),
      ...CROSS_FITTING,
    }),
  },
  tmle: { ...DOUBLY_ROBUST, options: z.strictObject({ ...OUTCOME_MODEL, ...CROSS_FITTING }) },
  'g-computation': {
    ...ADJUSTED,
    targets: ['ATE', 'ATT', 'ATC'],
    options: z.strictObject({
      target: one('ATE', 'ATT', 'ATC'),
      outcomeModel: one('auto', 'logistic', 'linear'),
      interactions: z.boolean().optional(),
      variance: one('m-estimation', 'delta', 'delta-HC0'),
    }),
  },
  'entropy-balancing': {
    ...ADJUSTED,
    targets: ['ATT'],
    options: z.strictObject({ target: one('ATT'), variance: one('m-estimation', 'fixed-weights') }),
  },
  cuped: {
    outcomes: EITHER,
    needsCovariates: true,
    targets: null,
    // It makes a draw's estimate more precise; what people chose by it does not undo.
    designs: ['randomised', 'encouragement'],
    options: z.strictObject({
      adjustment: one('lin', 'ancova', 'cuped'),
      variance: one('HC2', 'HC0', 'HC1', 'HC3'),
    }),
  },
  iv: {
    outcomes: EITHER,
    needsCovariates: false,
    targets: null,
    designs: ['encouragement'],
    options: z.strictObject({ variance: one('HC1', 'HC0', 'model') }),
  },
  'mantel-haenszel': {
    outcomes: ['binary'],
    needsCovariates: false,
    targets: null,
    designs: STRATIFIED,
    measures: ['risk_difference', 'risk_ratio', 'odds_ratio'],
    options: z.strictObject({ variance: one('sato', 'greenland-robins') }),
  },
  standardisation: {
    outcomes: ['binary'],
    needsCovariates: false,
    targets: ['ATE', 'ATT', 'ATC'],
    designs: STRATIFIED,
    measures: ['risk_difference', 'risk_ratio'],
    options: z.strictObject({ target: one('ATE', 'ATT', 'ATC') }),
  },
  matching: {
    outcomes: EITHER,
    needsCovariates: true,
    targets: ['ATT', 'ATC', 'ATE'],
    options: z.strictObject({
      target: one('ATT', 'ATC', 'ATE'),
      ratio: z.int().min(1).max(50).optional(),
      replace: z.boolean().optional(),
      caliper: z.number().positive().optional(),
      order: one('largest', 'data'),
      distance: one('score'),
      variance: one('auto', 'cluster-pair', 'abadie-imbens'),
    }),
  },
  rmst: {
    ...AS_THEY_ARE,
    outcomes: ['time_to_event'],
    censorsOtherExits: true,
    measures: ['rmst_difference'],
    options: z.strictObject({}),
  },
  'cumulative-incidence': {
    ...AS_THEY_ARE,
    outcomes: ['time_to_event'],
    measures: ['risk_difference'],
    options: z.strictObject({ variance: one('infinitesimal-jackknife', 'aalen') }),
  },
  'adjusted-survival': {
    outcomes: ['time_to_event'],
    censorsOtherExits: true,
    measures: ['risk_difference', 'rmst_difference'],
    needsCovariates: true,
    targets: ['ATE', 'ATT', 'ATO', 'ATC'],
    options: z.strictObject({
      target: one('ATE', 'ATT', 'ATO', 'ATC'),
      variance: one('fixed-weights', 'estimated-score'),
      censoring: one('unrelated', 'pooled-logistic'),
      periods: z.int().min(2).max(200).optional(),
    }),
  },
  'adjusted-incidence': {
    outcomes: ['time_to_event'],
    measures: ['risk_difference'],
    needsCovariates: true,
    targets: ['ATE', 'ATT', 'ATO', 'ATC'],
    options: z.strictObject({
      target: one('ATE', 'ATT', 'ATO', 'ATC'),
      variance: one('fixed-weights', 'estimated-score'),
    }),
  },
  aipcw: {
    outcomes: ['time_to_event'],
    censorsOtherExits: true,
    measures: ['risk_difference', 'rmst_difference'],
    needsCovariates: true,
    targets: ['ATE'],
    options: z.strictObject({}),
  },
  cox: {
    outcomes: ['time_to_event'],
    censorsOtherExits: true,
    measures: ['hazard_ratio'],
    needsCovariates: false,
    targets: null,
    options: z.strictObject({ ties: one('efron', 'breslow'), variance: one('model', 'robust') }),
  },
  'log-rank': {
    ...AS_THEY_ARE,
    outcomes: ['time_to_event'],
    censorsOtherExits: true,
    measures: ['hazard_ratio'],
    options: z.strictObject({ rho: z.number().min(0).max(10).optional() }),
  },
  'clone-censor-weight': {
    outcomes: ['time_to_event'],
    censorsOtherExits: true,
    measures: ['risk_difference'],
    needsCovariates: true,
    targets: null,
    timeZero: 'grace',
    options: z.strictObject({ periods: z.int().min(1).max(400).optional() }),
  },
  'sequential-trials': {
    outcomes: ['time_to_event'],
    censorsOtherExits: true,
    measures: ['risk_difference'],
    needsCovariates: true,
    targets: ['ATE', 'ATT', 'ATO', 'ATC'],
    timeZero: 'sequential_trials',
    options: z.strictObject({
      target: one('ATE', 'ATT', 'ATO', 'ATC'),
      periods: z.int().min(1).max(400).optional(),
    }),
  },
  did: {
    ...PANELS,
    options: z.strictObject({
      variance: one('CR1', 'CR2', 'CR0', 'HC1'),
      wild: one('none', 'rademacher', 'webb'),
      replicates: z.int().min(99).max(100_000).optional(),
      seed: SEED,
    }),
  },
  'group-time-att': STAGGERED,
  'event-study': STAGGERED,
};

/** Whether a method compares the arms as they are. */
export const isUnadjusted = (method: string): boolean =>
  Object.hasOwn(STUDY_METHODS, method) && STUDY_METHODS[method]?.unadjusted === true;

/** Measures a method can give of an outcome; empty when it does not compare such outcomes. */
export function measuresOf(
  { measures, outcomes }: StudyMethod,
  kind: Protocol['outcome']['kind'],
): readonly ShownMeasure[] {
  if (!outcomes.includes(kind)) return [];
  return (
    measures?.filter((each) => each === 'hazard_ratio' || MEASURES_OF[kind].includes(each)) ?? [MEASURES_OF[kind][0]]
  );
}

/** What a method is asked for: the estimand's own measure where it has it, else the first it can give. */
export function measureOf(method: string, { outcome, estimand }: Pick<Protocol, 'outcome' | 'estimand'>): ShownMeasure {
  const known = Object.hasOwn(STUDY_METHODS, method) ? STUDY_METHODS[method] : undefined;
  const can: readonly ShownMeasure[] = known ? measuresOf(known, outcome.kind) : [];
  return can.includes(estimand.measure) ? estimand.measure : (can[0] ?? estimand.measure);
}
