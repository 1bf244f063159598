import { z } from 'zod';
import type { DomainError } from '../shared/decider.js';
import type { Analysis, Protocol } from './protocol.js';

type Fault = DomainError['pointers'][number];

interface StudyMethod {
  /** Outcomes it can compare. */
  readonly outcomes: readonly Protocol['outcome']['kind'][];
  readonly needsCovariates: boolean;
  /** Populations it can speak of; null when it takes the people as they are. */
  readonly targets: readonly string[] | null;
  /** The only design it answers; every other when absent. */
  readonly design?: Protocol['design'];
  /** What a protocol may choose; its scale and level are those of the estimand and of `alpha`. */
  readonly options: z.ZodObject;
}

const one = <const Values extends readonly [string, ...string[]]>(...values: Values) => z.enum(values).optional();
const EITHER = ['binary', 'continuous'] as const;

/**
 * The estimators of `libs/stats` that answer a study: those that give a difference on the scale of its outcome. Others
 * (an odds ratio, a diagnostic) belong to `impact estimate`. A test of `libs/study` holds this against the catalogue.
 */
export const STUDY_METHODS: Readonly<Record<string, StudyMethod>> = {
  'risk-difference': {
    outcomes: ['binary'],
    needsCovariates: false,
    targets: null,
    options: z.strictObject({ interval: one('newcombe', 'wald', 'miettinen-nurminen', 'mee', 'agresti-caffo') }),
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
    design: 'encouragement',
    options: z.strictObject({ variance: one('HC1', 'HC0', 'model') }),
  },
  'mantel-haenszel': {
    outcomes: ['binary'],
    needsCovariates: false,
    targets: null,
    design: 'stratified_cohort',
    options: z.strictObject({ variance: one('sato', 'greenland-robins') }),
  },
  standardisation: {
    outcomes: ['binary'],
    needsCovariates: false,
    targets: ['ATE', 'ATT', 'ATC'],
    design: 'stratified_cohort',
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
  if (!known.outcomes.includes(kind)) {
    faults.push({ pointer, detail: `"${method}" does not compare a ${kind} outcome: choose ${usable(protocol)}.` });
  }
  if (known.needsCovariates && protocol.covariates.length === 0) {
    faults.push({ pointer, detail: `"${method}" adjusts for covariates, and none is declared: declare them.` });
  }
  if (known.design && known.design !== protocol.design) {
    faults.push({
      pointer,
      detail: `"${method}" answers a study of design "${known.design}", not "${protocol.design}": choose ${usable(protocol)}.`,
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

const COMPARES = 'it compares differences on the scale of its outcome. Choose';

/** The effect of being assigned is that for everybody assigned. */
const wantedTarget = ({ estimand }: Protocol): string => (estimand.target === 'ITT' ? 'ATE' : estimand.target);

const usable = ({ outcome, design }: Protocol): string =>
  Object.entries(STUDY_METHODS)
    .filter(([, method]) => method.outcomes.includes(outcome.kind) && (method.design ?? design) === design)
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
  if (protocol.design === 'stratified_cohort' && !STUDY_METHODS[method]?.design) {
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
