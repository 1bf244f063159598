import { z } from 'zod';
import { localText, slug, text } from '../shared/text.js';
import { Economics } from './economics.js';
import { EventLogs, TimeZero } from './event-logs.js';
import { Looks } from './looks.js';
import { MEASURES, OUTCOME_KINDS, OUTCOME_UNITS } from './measures.js';

export * from './economics.js';
export * from './event-logs.js';
export * from './looks.js';
export * from './measures.js';

const column = () => text(120);

/** Rows that fail a predicate leave the study, and the flow of units says how many did. */
export const EligibilityRule = z.strictObject({
  column: column(),
  is: z.enum(['=', '!=', '<', '<=', '>', '>=', 'present']),
  value: z.union([z.number(), text(120)]).optional(),
  label: localText(200),
});
export type EligibilityRule = z.infer<typeof EligibilityRule>;

const DAYS = z.int().min(0).max(3650);

const TimeZeroV1 = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('assignment'), label: localText(300) }),
  z.strictObject({ rule: z.literal('landmark'), days: DAYS, label: localText(300) }),
]);

const CovariateV1 = z.strictObject({
  column: column(),
  label: localText(120),
  kind: z.enum(['continuous', 'binary', 'category']),
  /** A covariate known only after time zero may be moved by the service itself. */
  measured: z.enum(['before_time_zero', 'after_time_zero']),
});

export const Covariate = CovariateV1.extend({
  /**
   * People of whom it is unknown: left out of an adjusted cohort, as where nothing is said (`exclude`), or kept with being
   * unknown as a characteristic (`indicator`).
   */
  missing: z.enum(['exclude', 'indicator']).optional(),
});
export type Covariate = z.infer<typeof Covariate>;

const options = () => z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** An estimator of the catalogue of `libs/stats`, with its options; `STUDY_METHODS` says which, the rules refuse others. */
export const Analysis = z.strictObject({ method: text(60), options: options(), label: localText(160) });
export type Analysis = z.infer<typeof Analysis>;

export const Outcome = z.strictObject({
  kind: z.enum(['binary', 'continuous']),
  column: column(),
  label: localText(200),
  /** Of one unit of the outcome; a binary outcome is reported in percentage points. */
  unit: z.enum(['points', 'euro', 'dollar', 'day', 'score']),
  /** Days after time zero at which the outcome is read. */
  primaryHorizon: DAYS.min(1),
  /** Days before an outcome that happened is declared. */
  reportingLag: DAYS,
  /** Time (days) to the event and whether it was seen, when the file has them. */
  survival: z.strictObject({ time: column(), event: column() }).optional(),
});
export type Outcome = z.infer<typeof Outcome>;

const GATES_V1 = ['balance', 'equipoise', 'effective_sample', 'sample_ratio', 'attrition', 'completeness'] as const;
/** The last two are those of a table of units and periods. */
export const GATES = [...GATES_V1, 'clusters', 'composition'] as const;
export const GateId = z.enum(GATES);
export type GateId = z.infer<typeof GateId>;

/** The shape of the first release: stored events hold it, so it never changes. */
export const ProtocolV1 = z.strictObject({
  question: localText(300),
  product: slug(),
  indicator: slug().optional(),
  design: z.enum(['randomised', 'cohort', 'naive_match']),
  population: z.strictObject({ label: localText(300), eligibility: z.array(EligibilityRule).max(30) }),
  timeZero: TimeZeroV1,
  arms: z.strictObject({ column: column(), treated: localText(120), comparison: localText(120) }),
  /** How a randomised design drew its arms; `unknown` needs a reason and leaves the sample ratio unchecked. */
  allocation: z
    .union([z.strictObject({ treatedShare: z.number().gt(0).lt(1) }), z.strictObject({ unknown: text(600) })])
    .optional(),
  outcome: Outcome,
  estimand: z.strictObject({
    measure: z.enum(['risk_difference', 'mean_difference']),
    target: z.enum(['ATE', 'ATT', 'ATO', 'ITT']),
    beneficialDirection: z.enum(['increase', 'decrease']),
  }),
  covariates: z.array(CovariateV1).max(100),
  primary: Analysis,
  sensitivity: z.array(Analysis).max(20),
  /** Outcomes the service cannot have moved: an effect on them is bias. */
  negativeControls: z
    .array(
      z.strictObject({
        column: column(),
        label: localText(160),
        kind: z.enum(['binary', 'continuous']),
        /** One known before time zero is the surest: nothing after it can have reached back. */
        measured: z.enum(['before_time_zero', 'after_time_zero']),
      }),
    )
    .max(50),
  alpha: z.number().gt(0).lt(0.5),
  looks: z.strictObject({ kind: z.literal('single') }),
  /** A gate that fails refuses the study, unless the protocol said beforehand why it may fail. */
  waivedGates: z.array(z.strictObject({ gate: z.enum(GATES_V1), reason: text(600) })).max(6),
  /** The smallest effect that would matter, on the scale of the estimand. */
  smallestEffectOfInterest: z.number().gt(0),
  seed: z.int().min(0),
  /** The data protection decision without which no study on persons runs. */
  dataProtection: z.strictObject({
    decision: z.enum(['impact_assessment_accepted', 'not_required']),
    reference: text(300),
  }),
  /**
   * Words for the finding's one sentence: the exposure as its subject ("Being offered the programme"), the outcome as
   * its end ("in work in 1978" of people, "earnings in 1978" of an amount). Without them the labels are used.
   */
  wording: z.strictObject({ exposure: localText(160), outcome: localText(160) }).optional(),
  /** An effect known from elsewhere (a simulation, an experiment), shown beside the estimates. */
  knownEffect: z
    .strictObject({
      value: z.number(),
      lower: z.number().optional(),
      upper: z.number().optional(),
      source: localText(400),
    })
    .optional(),
});

export const Protocol = ProtocolV1.extend({
  design: z.enum([
    'randomised',
    'encouragement',
    'cohort',
    'stratified_cohort',
    'difference_in_differences',
    'before_after',
    'naive_match',
  ]),
  estimand: ProtocolV1.shape.estimand.extend({
    measure: z.enum(MEASURES),
    target: z.enum(['ATE', 'ATT', 'ATO', 'ITT', 'LATE']),
  }),
  outcome: Outcome.extend({
    /** `time_to_event`: `column` is that of the event, and `unit` that of the time (`day` or `week`). */
    kind: z.enum(OUTCOME_KINDS),
    unit: z.enum(OUTCOME_UNITS),
    /** Other ways out, by their codes in the event column (0 censored, 1 the outcome): people are no longer at risk. */
    competingEvents: z
      .array(z.strictObject({ code: z.int().min(2).max(20), label: localText(120) }))
      .min(1)
      .max(10)
      .optional(),
    /** How well the outcome is recorded, from a source outside the study: what it hides is shown beside the estimate. */
    recording: z
      .strictObject({
        /** Lowest and highest share of the true outcomes that are recorded. */
        sensitivity: z.tuple([z.number().gt(0).max(1), z.number().gt(0).max(1)]),
        /** Lowest and highest share of the others rightly recorded as without one. */
        specificity: z.tuple([z.number().gt(0).max(1), z.number().gt(0).max(1)]),
        /** True when it may differ between the groups. */
        differential: z.boolean(),
        source: text(400),
      })
      .optional(),
  }),
  covariates: z.array(Covariate).max(100),
  looks: Looks,
  waivedGates: z.array(z.strictObject({ gate: GateId, reason: text(600) })).max(GATES.length),
  primary: z.strictObject(Analysis.shape, {
    error: ({ input }) =>
      Array.isArray(input)
        ? 'is one analysis: several at the whole error rate would overspend alpha. Choose the one that decides, and list the others in /sensitivity.'
        : undefined,
  }),
  /** Who used the service (0 or 1), where the arms are those invited to use it and not: the design is an encouragement. */
  uptake: z.strictObject({ column: column(), label: localText(120) }).optional(),
  /** Columns whose every combination of values is compared within itself: a stratified cohort, or a draw within strata. */
  strata: z
    .array(z.strictObject({ column: column(), label: localText(120) }))
    .min(1)
    .max(5)
    .optional(),
  /**
   * One row per unit and period: the design is difference-in-differences, and the column of the arms holds the first
   * period in which a unit has the measure, 0 for never.
   */
  panel: z.strictObject({ unit: column(), period: column() }).optional(),
  /** Groups declared before the data are seen, judged by whether the effect differs between their levels. */
  subgroups: z
    .array(z.strictObject({ column: column(), label: localText(120) }))
    .min(1)
    .max(10)
    .optional(),
  /** Repetitions of the primary analysis on data altered so that the answer is known: checks of the software. */
  refutation: z.strictObject({ replicates: z.int().min(20).max(1000) }).optional(),
  economics: Economics.optional(),
  timeZero: TimeZero,
  arms: ProtocolV1.shape.arms.extend({
    /** When it is known of a person which arm is theirs; at time zero where it is not said. */
    known: z.enum(['at_time_zero', 'after_time_zero']).optional(),
  }),
  /** Why what those of one arm gain may be what others lose, which no comparison of persons can see. */
  displacement: localText(400).optional(),
  /** The data set has parts (persons, exposures, outcomes, exits), from which the cohort is built. */
  eventLogs: EventLogs.optional(),
});
export type Protocol = z.infer<typeof Protocol>;
