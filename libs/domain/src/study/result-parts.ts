import { z } from 'zod';
import { localText } from '../shared/text.js';
import { ASSUMPTION_STATES } from './economics.js';

export const Interval = z.strictObject({ level: z.number(), lower: z.number(), upper: z.number() });

const count = () => z.int().min(0);

/** People behind rows, where the rule of time zero gives a person several: somebody may stand in both arms. */
export const Persons = z.strictObject({
  total: count(),
  treated: count(),
  comparison: count(),
  /** Those with the outcome in some row. */
  events: count(),
});
export type Persons = z.infer<typeof Persons>;

/** The shape of the first release: stored events hold it, so it never changes. */
export const StudyEstimateV1 = z.strictObject({
  method: z.string(),
  label: localText(),
  estimand: z.string(),
  measure: z.string(),
  value: z.number(),
  standardError: z.number().nullable(),
  interval: Interval,
  n: z.strictObject({
    total: z.int(),
    treated: z.int(),
    comparison: z.int(),
    events: z.int().nullable(),
    dropped: z.int(),
  }),
  warnings: z.array(z.string()),
});

/**
 * One analysis, naming its estimand and scale: a difference on the scale of the outcome (0.11 = 11 points), or a ratio, whose
 * `standardError` is that of its logarithm.
 */
export const StudyEstimate = StudyEstimateV1.extend({
  /** Rows, which are people unless `persons` says how many those are. */
  n: StudyEstimateV1.shape.n.extend({ persons: Persons.optional() }),
});
export type StudyEstimate = z.infer<typeof StudyEstimate>;

const Range = z.strictObject({ lower: z.number(), upper: z.number() });

/** The share that has had the outcome by a time, when other ways out may come first (Aalen and Johansen). */
const IncidencePoint = Range.extend({ time: z.number(), incidence: z.number(), atRisk: count(), events: count() });

/** Of difference-in-differences: what the periods before say of the assumption that trends are parallel. */
const PanelFindings = z.strictObject({
  units: z.strictObject({ treated: count(), comparison: count() }),
  periods: z.array(z.number()),
  /** Effects by periods since the measure began; before it they should be none. */
  eventStudy: z.array(Range.extend({ eventTime: z.int(), value: z.number() })),
  /** Wald test that all effects before are zero; null where there is no period before to test. */
  preTrend: z.strictObject({ statistic: z.number(), degreesOfFreedom: z.int(), pValue: z.number() }).nullable(),
  /** How many times the largest change seen before trends may differ after, until the interval meets zero. */
  breakdown: z.number().nullable(),
});

const Subgroup = z.strictObject({
  column: z.string(),
  label: localText(),
  /** Cochran's Q of the levels' effects, and its p-value corrected for the number of declared groups (Holm). */
  interaction: z
    .strictObject({ statistic: z.number(), degreesOfFreedom: z.int(), pValue: z.number(), adjusted: z.number() })
    .nullable(),
  levels: z.array(z.strictObject({ level: z.string(), estimate: StudyEstimate })),
});
export type Subgroup = z.infer<typeof Subgroup>;

/** Attempts to refute the figure by repeating it on altered data. They check the software: none raises a grade. */
const RefutationResult = z.strictObject({
  refuter: z.enum(['permutation', 'placebo-treatment', 'subset-stability']),
  measure: z.enum(['p-value', 'false-alarm-share', 'spread-over-expected']),
  value: z.number(),
  survived: z.boolean(),
  replicates: count(),
  /** Of the sample of people it was tried on, where it was not on all. */
  rows: count().optional(),
});

/** The effect corrected for the systematic error that negative controls show, on the scale of the estimate. */
const Calibrated = z.strictObject({
  controls: count(),
  /** Of the systematic error: of differences, or of the logarithms of ratios. */
  mean: z.number(),
  standardDeviation: z.number(),
  value: z.number(),
  interval: Interval,
});

/** What the effect may be when nothing is supposed of the people whose outcome is unknown. */
const WorstCase = Range.extend({ unknown: z.strictObject({ treated: count(), comparison: count() }) });

/** Effects that remain when the outcome is recorded no better than its source says. */
const Misrecorded = z.strictObject({
  /** Of the corrected effects, and of their intervals. */
  effect: Range,
  interval: Range,
  source: z.string(),
});

const used = {
  label: localText(),
  source: z.string(),
  status: z.enum(ASSUMPTION_STATES),
};

const EconomicFindings = z.strictObject({
  currency: z.enum(['euro', 'dollar']),
  gain: z.enum(['outcome', 'time']),
  /** `unbounded` when the interval of the effect includes zero, `outcomes-lost` when less is gained than without. */
  status: z.enum(['bounded', 'unbounded', 'outcomes-lost']),
  /** Cost of one more outcome, or of one unit of time less, with Fieller's limits. */
  costPerGain: Range.extend({ value: z.number() }).nullable(),
  /** Money per person reached. */
  netBenefit: Range.extend({ value: z.number() }),
  /** Benefit over cost: the range that holds the share `level` of the draws, no confidence interval. */
  benefitCost: Interval.extend({ median: z.number(), draws: count(), shareWorthwhile: z.number() }),
  assumptions: z.array(
    z.strictObject({
      ...used,
      name: z.enum(['benefit', 'cost', 'deadweight', 'displacement']),
      distribution: z.string(),
      numbers: z.array(z.number()),
    }),
  ),
  claims: z.array(z.strictObject({ ...used, ratio: z.number() })),
});
export type EconomicFindings = z.infer<typeof EconomicFindings>;

const Share = z.strictObject({ value: z.number(), lower: z.number(), upper: z.number() });

/** Shares with the event by a time after adjustment, and their gap, each with limits that hold for this time alone. */
export const AdjustedPoint = z.strictObject({ time: z.number(), treated: Share, comparison: Share, gap: Share });
export type AdjustedPoint = z.infer<typeof AdjustedPoint>;

const ArmCounts = z.strictObject({ events: count(), nonEvents: count() });

/** What stands beside the estimates; each is there where the protocol or the data ask for it. */
export const Beside = z.strictObject({
  /** People of each arm seen with the event by the horizon, and the others, lost to view or not; of an event. */
  counts: z.strictObject({ treated: ArmCounts, comparison: ArmCounts }).optional(),
  /** Aalen-Johansen curves of the arms as they are, where other ways out are declared. */
  incidence: z.strictObject({ treated: z.array(IncidencePoint), comparison: z.array(IncidencePoint) }).optional(),
  /** Of the primary analysis, where it makes curves: from its first time to the horizon. */
  adjustedCurves: z.array(AdjustedPoint).optional(),
  panel: PanelFindings.optional(),
  subgroups: z.array(Subgroup).optional(),
  /** The primary analysis at further horizons, in days. */
  horizons: z.array(z.strictObject({ days: z.int(), estimate: StudyEstimate })).optional(),
  calibrated: Calibrated.optional(),
  refutation: z.array(RefutationResult).optional(),
  worstCase: WorstCase.optional(),
  misrecorded: Misrecorded.optional(),
  /**
   * VanderWeele and Ding (2017): the ratio an unseen confounder needs with arm and outcome to explain the estimate, and to
   * move the limit nearest to no effect onto it.
   */
  eValue: z.strictObject({ estimate: z.number(), limit: z.number() }).optional(),
  /** Rosenbaum (2002): the critical gamma of the pairs of a matched analysis, one-sided at 0.05. */
  hiddenBias: z.strictObject({ gamma: z.number().min(1), analysis: localText() }).optional(),
  economics: EconomicFindings.optional(),
});
