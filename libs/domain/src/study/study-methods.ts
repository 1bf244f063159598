import { z } from 'zod';
import type { DomainError } from '../shared/decider.js';
import { MEASURES_OF, type ShownMeasure } from './measures.js';
import type { Analysis, Protocol } from './protocol.js';

type Fault = DomainError['pointers'][number];

interface StudyMethod {
  /** Outcomes it can compare. */
  readonly outcomes: readonly Protocol['outcome']['kind'][];
  readonly needsCovariates: boolean;
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
/** Where people are compared within strata. */
const STRATIFIED = ['stratified_cohort', 'randomised'] as const;

/**
 * The estimators of `libs/stats` that answer a study: those that compare its arms on the scale of its estimand. Others
 * (a diagnostic, a power) belong to `impact estimate`. A test of `libs/study` holds this against the catalogue.
 */
export const STUDY_METHODS: Readonly<Record<string, StudyMethod>> = {
  'risk-difference': {
    outcomes: ['binary'],
    needsCovariates: false,
    targets: null,
    options: z.strictObject({ interval: one('newcombe', 'wald', 'miettinen-nurminen', 'mee', 'agresti-caffo') }),
  },
  'risk-ratio': {
    outcomes: ['binary'],
    measures: ['risk_ratio'],
    needsCovariates: false,
    targets: null,
    options: z.strictObject({ interval: one('katz', 'koopman', 'miettinen-nurminen') }),
  },
  'odds-ratio': {
    outcomes: ['binary'],
    measures: ['odds_ratio'],
    needsCovariates: false,
    targets: null,
    options: z.strictObject({ interval: one('woolf') }),
  },
  welch: { outcomes: EITHER, needsCovariates: false, targets: null, options: z.strictObject({}) },
  'least-squares': {
    outcomes: EITHER,
    needsCovariates: false,
    targets: null,
    options: z.strictObject({ variance: one('model', 'HC0', 'HC1', 'HC2', 'HC3') }),
  },
  ipw: {
    outcomes: EITHER,
    measures: ['risk_difference', 'mean_difference', 'risk_ratio'],
    needsCovariates: true,
    targets: ['ATE', 'ATT', 'ATO', 'ATC'],
    options: z.strictObject({
      target: one('ATE', 'ATT', 'ATO', 'ATC'),
      variance: one('estimated-score', 'fixed-weights'),
      stabilised: one('no', 'yes'),
    }),
  },
  aipw: {
    outcomes: EITHER,
    measures: ['risk_difference', 'mean_difference', 'risk_ratio'],
    needsCovariates: true,
    targets: ['ATE', 'ATT'],
    options: z.strictObject({
      target: one('ATE', 'ATT'),
      outcomeModel: one('auto', 'logistic', 'linear'),
      variance: one('influence-function', 'm-estimation'),
      folds: z.int().min(1).max(50).optional(),
      seed: z
        .int()
        .min(0)
        .max(2 ** 31 - 1)
        .optional(),
    }),
  },
  cuped: {
    outcomes: EITHER,
    needsCovariates: true,
    targets: null,
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
    outcomes: ['time_to_event'],
    measures: ['rmst_difference'],
    needsCovariates: false,
    targets: null,
    options: z.strictObject({}),
  },
  'cumulative-incidence': {
    outcomes: ['time_to_event'],
    measures: ['risk_difference'],
    needsCovariates: false,
    targets: null,
    options: z.strictObject({ variance: one('infinitesimal-jackknife', 'aalen') }),
  },
  'adjusted-survival': {
    outcomes: ['time_to_event'],
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
  cox: {
    outcomes: ['time_to_event'],
    measures: ['hazard_ratio'],
    needsCovariates: false,
    targets: null,
    options: z.strictObject({ ties: one('efron', 'breslow'), variance: one('model', 'robust') }),
  },
  'log-rank': {
    outcomes: ['time_to_event'],
    measures: ['hazard_ratio'],
    needsCovariates: false,
    targets: null,
    options: z.strictObject({ rho: z.number().min(0).max(10).optional() }),
  },
  'clone-censor-weight': {
    outcomes: ['time_to_event'],
    measures: ['risk_difference'],
    needsCovariates: true,
    targets: null,
    timeZero: 'grace',
    options: z.strictObject({ periods: z.int().min(1).max(400).optional() }),
  },
  'sequential-trials': {
    outcomes: ['time_to_event'],
    measures: ['risk_difference'],
    needsCovariates: true,
    targets: ['ATE', 'ATT', 'ATO', 'ATC'],
    timeZero: 'sequential_trials',
    options: z.strictObject({
      target: one('ATE', 'ATT', 'ATO', 'ATC'),
      periods: z.int().min(1).max(400).optional(),
    }),
  },
  did: { ...PANELS, options: z.strictObject({ variance: one('CR1', 'CR2', 'CR0', 'HC1') }) },
  'group-time-att': STAGGERED,
  'event-study': STAGGERED,
};

/** What makes an analysis one that cannot be run, or that answers another question than the estimand. */
export function methodFaults(protocol: Protocol): Fault[] {
  return [
    ...analysisFaults(protocol, protocol.primary, '/primary'),
    ...targetFaults(protocol),
    ...protocol.sensitivity.flatMap((analysis, index) => analysisFaults(protocol, analysis, `/sensitivity/${index}`)),
  ];
}

function analysisFaults(protocol: Protocol, { method, options }: Analysis, base: string): Fault[] {
  const pointer = `${base}/method`;
  // Not by a bare index: "constructor" is no method.
  const known = Object.hasOwn(STUDY_METHODS, method) ? STUDY_METHODS[method] : undefined;
  if (!known) return [{ pointer, detail: `"${method}" is no method of a study: ${COMPARES} ${usable(protocol)}.` }];
  const { kind } = protocol.outcome;
  const faults: Fault[] = [];
  const compares = known.outcomes.includes(kind);
  if (base === '/primary' && compares && !measuresOf(known, kind).includes(protocol.estimand.measure)) {
    faults.push({
      pointer,
      detail: `"${method}" gives no ${protocol.estimand.measure.replaceAll('_', ' ')} of a ${kind} outcome: choose ${usable(protocol)}.`,
    });
  }
  if (!compares) {
    faults.push({ pointer, detail: `"${method}" does not compare a ${kind} outcome: choose ${usable(protocol)}.` });
  }
  if (known.needsCovariates && protocol.covariates.length === 0) {
    faults.push({ pointer, detail: `"${method}" adjusts for covariates, and none is declared: declare them.` });
  }
  if (known.timeZero !== severalRows(protocol)) {
    faults.push({
      pointer,
      detail: `"${method}" takes ${known.timeZero ? 'the several rows a person has' : 'one row a person'}, and the time-zero rule "${protocol.timeZero.rule}" gives ${known.timeZero ? 'others' : 'several, which are no more people'}: choose ${usable(protocol)}.`,
    });
  } else if (!answers(known, protocol)) {
    const designs = known.designs ? `of design "${known.designs.join('" or "')}"` : 'of people';
    faults.push({
      pointer,
      detail: `"${method}" answers a study ${designs}, not "${protocol.design}": choose ${usable(protocol)}.`,
    });
  }
  const asked = options['target'] ?? wantedTarget(protocol);
  if (known.targets && options['target'] === undefined && !known.targets.includes(asked as string)) {
    faults.push({
      pointer,
      detail: `"${method}" cannot speak of the ${asked}, only of ${known.targets.join(', ')}: choose another method or estimand.`,
    });
  }
  return [...faults, ...optionFaults(method, known, options, `${base}/options`)];
}

const COMPARES = 'it compares its groups on the scale of its estimand. Choose';

/** Measures a method can give of an outcome; empty when it does not compare such outcomes. */
function measuresOf({ measures, outcomes }: StudyMethod, kind: Protocol['outcome']['kind']): readonly ShownMeasure[] {
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

/** Tables of units and periods have methods of their own. */
const answers = ({ designs, timeZero }: StudyMethod, protocol: Protocol): boolean =>
  timeZero === severalRows(protocol) &&
  (designs ? designs.includes(protocol.design) : protocol.design !== 'difference_in_differences');

/** The rule of time zero, where it gives a person several rows. */
const severalRows = ({ timeZero: { rule } }: Pick<Protocol, 'timeZero'>): StudyMethod['timeZero'] =>
  rule === 'grace' || rule === 'sequential_trials' ? rule : undefined;

/** The effect of being assigned is that for everybody assigned. */
const wantedTarget = ({ estimand }: Protocol): string => (estimand.target === 'ITT' ? 'ATE' : estimand.target);

const usable = (protocol: Protocol): string =>
  Object.entries(STUDY_METHODS)
    .filter(
      ([, method]) =>
        answers(method, protocol) && measuresOf(method, protocol.outcome.kind).includes(protocol.estimand.measure),
    )
    .map(([id]) => id)
    .join(', ');

function optionFaults(method: string, known: StudyMethod, options: Analysis['options'], base: string): Fault[] {
  const result = known.options.safeParse(options);
  if (result.success) return [];
  const names = Object.keys(known.options.shape).join(', ');
  return result.error.issues.flatMap((issue): Fault[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          pointer: `${base}/${escaped(key)}`,
          detail: `is no option that a study may choose for "${method}": ${names === '' ? 'it has none' : `choose among ${names}`}.`,
        }))
      : [{ pointer: `${base}/${escaped(String(issue.path[0]))}`, detail: issue.message }],
  );
}

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** A sensitivity analysis may look at another population; the primary one is the answer itself. */
function targetFaults(protocol: Protocol): Fault[] {
  const { method } = protocol.primary;
  if ((protocol.estimand.target === 'LATE') !== (method === 'iv')) {
    const detail =
      'the effect of use on those whom an invitation moved (LATE) is the figure of "iv", and its only one.';
    return [{ pointer: '/primary/method', detail }];
  }
  if (protocol.design === 'stratified_cohort' && !STUDY_METHODS[method]?.designs) {
    const detail =
      'of a stratified cohort is "mantel-haenszel" or "standardisation": others do not compare within strata.';
    return [{ pointer: '/primary/method', detail }];
  }
  const { target } = protocol.primary.options;
  const wanted = wantedTarget(protocol);
  return target === undefined || target === wanted
    ? []
    : [
        {
          pointer: '/primary/options/target',
          detail: `is "${target}", but the estimand asks for the effect on ${wanted}: write the same, or leave it out.`,
        },
      ];
}
