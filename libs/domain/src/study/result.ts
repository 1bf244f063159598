import { z } from 'zod';
import { localText, sha256 } from '../shared/text.js';
import { GateId, LookRecord, ProtocolV1 } from './protocol.js';
import { Beside, Interval, Persons, StudyEstimate, StudyEstimateV1 } from './result-parts.js';

export * from './result-parts.js';

export const VERDICTS = ['positive', 'negative', 'null_effect', 'inconclusive', 'underpowered', 'refused'] as const;
export const Verdict = z.enum(VERDICTS);
export type Verdict = z.infer<typeof Verdict>;

/** 5 randomised ... 0 usage figure: not evidence of effect. */
export const EvidenceGrade = z.int().min(0).max(5);

const FlowStepV1 = z.strictObject({
  step: z.string(),
  label: localText(),
  kept: z.int(),
  left: z.int(),
});
/** A step of the flow of units: how many people are left, or how many left here and why. */
export const FlowStep = FlowStepV1.extend({
  /** Of those kept, once the group of everybody is known. */
  arms: z.strictObject({ treated: z.int(), comparison: z.int() }).optional(),
});
export type FlowStep = z.infer<typeof FlowStep>;

const BalanceRowV1 = z.strictObject({
  name: z.string(),
  label: localText(),
  /** Standardised mean difference, signed, treated minus comparison. */
  before: z.number(),
  after: z.number().nullable(),
});
export const BalanceRow = BalanceRowV1.extend({
  /**
   * Where people are weighted for having kept to a strategy: the weighted mean of those of each arm who did, less that of
   * everybody they stand for at time zero, in standard deviations. `before` and `after` are then of those who kept.
   */
  fromStart: z.strictObject({ treated: z.number(), comparison: z.number() }).optional(),
});
export type BalanceRow = z.infer<typeof BalanceRow>;

/** Largest standardised difference that leaves groups alike, as many who weight or match take it (Austin 2009, Statistics in Medicine 28:3083). */
export const MOST_IMBALANCE = 0.1;

const GateResultV1 = z.strictObject({
  gate: ProtocolV1.shape.waivedGates.element.shape.gate,
  passed: z.boolean(),
  value: z.number(),
  limit: z.number(),
  /** Whether the value must stay at or below the limit, or reach it. */
  rule: z.enum(['at_most', 'at_least']),
  waived: z.string().optional(),
});
export const GateResult = GateResultV1.extend({ gate: GateId });
export type GateResult = z.infer<typeof GateResult>;

const CurvePointV1 = z.strictObject({
  time: z.number(),
  survival: z.number(),
  lower: z.number(),
  upper: z.number(),
  atRisk: z.int(),
  events: z.int(),
});
export const CurvePoint = CurvePointV1.extend({
  /**
   * People of the arm, where the rule of time zero gives a person several rows: at risk just before the time and just
   * after it, and those whose first event in the arm came after the point before, this time included.
   */
  persons: z.strictObject({ before: z.int(), after: z.int(), events: z.int() }).optional(),
});
export type CurvePoint = z.infer<typeof CurvePoint>;

/** Share with a propensity score in each of equal bins from 0 to 1, per arm. */
export const OverlapHistogram = z.strictObject({
  equipoise: z.number(),
  bins: z.array(z.strictObject({ from: z.number(), to: z.number(), treated: z.number(), comparison: z.number() })),
});

/** What may be seen before the gates have passed: it says nothing of the effect. */
const DiagnosticsV1 = z.strictObject({
  flow: z.array(FlowStepV1),
  arms: z.strictObject({ treated: z.int(), comparison: z.int() }),
  balance: z.array(BalanceRowV1),
  overlap: OverlapHistogram.nullable(),
  effectiveSampleSize: z.strictObject({ treated: z.number(), comparison: z.number() }).nullable(),
  gates: z.array(GateResultV1),
});
/** Rows of an arm, those that were asked whether they leave it, and those that did not leave, with their weights. */
const KeptRows = z.strictObject({
  rows: z.int().min(0),
  asked: z.int().min(0),
  kept: z.int().min(0),
  /** Largest inverse probability of having kept to the strategy, among those who did. */
  largestWeight: z.number(),
  /** Weight of those who kept to it over that of all at time zero: 1 if the model of leaving is right. */
  represented: z.number(),
});
export const Diagnostics = DiagnosticsV1.extend({
  flow: z.array(FlowStep),
  /** `arms` counts rows, which are people unless this says how many those are. */
  persons: Persons.omit({ events: true }).optional(),
  balance: z.array(BalanceRow),
  /** Where the primary analysis does not weight by a probability: balance and effective sizes are of its own weights. */
  weighedBy: z.enum(['matching', 'entropy_balancing']).optional(),
  gates: z.array(GateResult),
  /** Where people are weighted for having kept to a strategy: balance, overlap and effective sizes are then of those who did. */
  keeping: z.strictObject({ treated: KeptRows, comparison: KeptRows }).optional(),
});
export type Diagnostics = z.infer<typeof Diagnostics>;

export const Engine = z.strictObject({ version: z.string(), lock: sha256() });
export type Engine = z.infer<typeof Engine>;

const RunInputsV1 = z.strictObject({
  study: z.string(),
  protocolHash: sha256(),
  dataset: z.strictObject({ id: z.string(), sha256: sha256(), rows: z.int() }),
  engine: Engine,
  seed: z.int(),
  look: z.int().min(1),
});

/** What a result is made from: the same inputs give the same bytes. */
export const RunInputs = RunInputsV1.extend({
  /** With the day of its extraction where follow-up is built from event logs. */
  dataset: RunInputsV1.shape.dataset.extend({ extractedOn: z.iso.date().optional() }),
  /** Information of the looks before this one, in the order they were seen; where several looks are planned. */
  earlierInformation: z.array(z.number()).optional(),
  /** This look was declared the last there will be. */
  last: z.literal(true).optional(),
});
export type RunInputs = z.infer<typeof RunInputs>;

const FindingsV1 = z.strictObject({
  naive: StudyEstimateV1,
  /** Absent from a naive match, whose only figure is the naive one. */
  primary: StudyEstimateV1.nullable(),
  sensitivity: z.array(StudyEstimateV1),
  negativeControls: z.array(StudyEstimateV1),
  /** Of each arm, after adjustment where there is one; null for a continuous outcome. */
  risks: z.strictObject({ treated: z.number(), comparison: z.number() }).nullable(),
  /** Kaplan-Meier, unadjusted, on at most 200 times. */
  curves: z.strictObject({ treated: z.array(CurvePointV1), comparison: z.array(CurvePointV1) }).nullable(),
  /**
   * Cinelli and Hazlett (2020): the partial R2 a confounder needs with arm and outcome to move the interval onto zero,
   * and the effect left after one as strong as the strongest declared covariate.
   */
  fragility: z
    .strictObject({
      robustnessValue: z.number(),
      strongestCovariate: z.string(),
      adjustedLower: z.number(),
      adjustedUpper: z.number(),
    })
    .nullable(),
});

export const Findings = FindingsV1.extend({
  naive: StudyEstimate,
  primary: StudyEstimate.nullable(),
  sensitivity: z.array(StudyEstimate),
  negativeControls: z.array(StudyEstimate),
  curves: z.strictObject({ treated: z.array(CurvePoint), comparison: z.array(CurvePoint) }).nullable(),
  /** Risk ratio of the arms as they are drawn, with the interval of this look. */
  relative: z.strictObject({ value: z.number(), interval: Interval }).optional(),
  /** How far the invitation moved use, and the effects of use it does not reject, however weak it is. */
  encouragement: z
    .strictObject({
      moved: z.number(),
      f: z.number(),
      andersonRubin: z.strictObject({
        shape: z.string(),
        pieces: z.array(z.strictObject({ lower: z.number().nullable(), upper: z.number().nullable() })),
      }),
    })
    .optional(),
  ...Beside.shape,
});
export type Findings = z.infer<typeof Findings>;

/** The document of the first release: stored events hold it, so it never changes. */
export const StudyResultV1 = z.strictObject({
  schema: z.literal(1),
  inputs: RunInputsV1,
  diagnostics: DiagnosticsV1,
  /** Null when a gate refused the study: the estimate was not computed. */
  findings: FindingsV1.nullable(),
  verdict: Verdict,
  /** Why it is this verdict, for a reader of the page. */
  verdictReason: localText(),
  grade: EvidenceGrade,
  /** True when the protocol was amended, or the data looked at, before this look. */
  exploratory: z.boolean(),
  /** The finding in one plain sentence. */
  sentence: localText(),
  limits: z.array(localText()),
});

/**
 * The document a run makes: canonical JSON of it is hashed, and the hash stands in the run's event. What schema 2 adds to
 * schema 1 is optional, so that a document of either reads as it was written and keeps its hash.
 */
export const StudyResult = StudyResultV1.extend({
  schema: z.union([z.literal(1), z.literal(2)]),
  inputs: RunInputs,
  diagnostics: Diagnostics,
  findings: Findings.nullable(),
  /** Where several looks are planned. A refused run spends nothing until it is unsealed. */
  look: LookRecord.optional(),
  /** Of a cohort built from event logs: rows each rule met, and the share of outcomes declared within so many days. */
  eventLogs: z
    .strictObject({
      counts: z.array(
        z.strictObject({
          part: z.enum(['persons', 'exposures', 'outcomes', 'exits']),
          rule: z.string(),
          label: localText(),
          rows: z.int().min(0),
          /** False when the rows were only counted. */
          dropped: z.boolean(),
        }),
      ),
      completeness: z.array(z.strictObject({ days: z.int(), share: z.number() })),
    })
    .optional(),
});
export type StudyResult = z.infer<typeof StudyResult>;
