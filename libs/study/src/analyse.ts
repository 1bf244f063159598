import {
  isUnadjusted,
  measureOf,
  type Analysis,
  type LocalText,
  type Protocol,
  type StudyEstimate,
} from '@impact-ledger/domain';
import { estimate, findEstimator, rolesFor, StatisticalError, type Estimate, type Roles } from '@impact-ledger/stats';
import type { AnalysisContext } from './context.js';
import { exitsAsRead, horizonOf } from './follow-up.js';
import { lastPeriod } from './panel.js';
import { hasSeveralRows, personsIn } from './persons.js';
import { asStudyEstimate, plainMethod } from './study-estimate.js';

export interface Analysed {
  readonly shown: StudyEstimate;
  readonly details: Estimate['details'];
}

/** Seeds that estimators take are below it. */
export const SEEDS = 2 ** 31;

/** What the option `measure` of an estimator calls each ratio; without it they give differences. */
const RATIO_OPTIONS: Readonly<Record<string, readonly string[]>> = { risk_ratio: ['rr', 'ratio'], odds_ratio: ['or'] };

/** The contrast of the arms as they are, whatever made them differ. */
export function analyseNaively(context: AnalysisContext, label: LocalText): Analysed {
  const { table, protocol } = context;
  const { panel, ...plain } = protocol;
  const asTheyAre = panel ? { ...context, table: lastPeriod(table, protocol), protocol: plain } : context;
  return analyse(asTheyAre, { method: plainMethod(protocol), options: {}, label }, protocol.outcome.column);
}

/**
 * Runs one analysis of the protocol at the protocol's level, target and seed; its curves are described at the times given,
 * which end with the horizon.
 * Errors: those of the estimator; invalid-option when its figure has no place in a study.
 */
export function analyse(
  context: AnalysisContext,
  analysis: Analysis,
  outcome: string,
  times: readonly number[] = [horizonOf(context.protocol)],
): Analysed {
  const { method, table, roles, options } = requestFor(context, analysis, outcome, times);
  const result = estimate(method, table, roles, options);
  const shown = asStudyEstimate(result, analysis, context.protocol);
  const persons = personsIn(context.table, context.protocol);
  return { shown: persons ? { ...shown, n: { ...shown.n, persons } } : shown, details: result.details };
}

/** What an analysis of the protocol asks of `libs/stats`. */
export function requestFor(
  context: AnalysisContext,
  analysis: Analysis,
  outcome: string,
  times: readonly number[] = [horizonOf(context.protocol)],
) {
  const { table, protocol } = context;
  const entry = findEstimator(analysis.method);
  const { uptake, outcome: followed, strata = [], panel, arms } = protocol;
  const { survival } = followed;
  const arm = { treatment: arms.column };
  const roles = rolesFor(entry, {
    // An instrument moves use; every other analysis compares those invited with the others.
    ...(analysis.method === 'iv' && uptake ? { treatment: uptake.column, instrument: arms.column } : arm),
    ...(survival && { time: survival.time, event: survival.event }),
    ...(panel && { treatment: undefined, unit: panel.unit, period: panel.period, firstTreated: arms.column }),
    strata: strata.map(({ column }) => column),
    ...severalRows(protocol),
    outcome,
    covariates: protocol.covariates.map(({ column }) => column),
  });
  const people = survival ? exitsAsRead(table, survival.event, analysis.method) : table;
  return { method: analysis.method, table: people, roles, options: optionsFor(context, analysis, times) };
}

/** Where the rule of time zero gives a person several rows: which are of one person, and where they left their arm. */
function severalRows({ timeZero }: Protocol): Roles {
  const deviating = { cluster: 'person', deviated: 'deviated' };
  if (timeZero.rule === 'grace') return deviating;
  if (timeZero.rule !== 'sequential_trials') return {};
  return { ...(timeZero.contrast === 'per_protocol' ? deviating : { cluster: 'person' }), strata: ['trial'] };
}

/**
 * An effect on an outcome the service cannot have moved, by the same means as the effect itself. Times to an event have no
 * counterpart in a control, which is a number of each person: there the control is weighted by the same characteristics.
 * Errors: not-estimable where a person has several rows, of which none stands for the person.
 */
export function analyseControl(context: AnalysisContext, control: Protocol['negativeControls'][number]): Analysed {
  const { primary, outcome } = context.protocol;
  if (hasSeveralRows(context.protocol)) {
    throw new StatisticalError(
      'not-estimable',
      'A negative control is a number of each person, and here a person has several rows, each weighted for itself.',
      [control.column],
    );
  }
  const sameKind = control.kind === outcome.kind;
  if (isUnadjusted(primary.method) && !sameKind) {
    const method = control.kind === 'binary' ? 'risk-difference' : 'welch';
    return analyse(context, { method, options: {}, label: control.label }, control.column);
  }
  if (findEstimator(primary.method).inputs.required.includes('time')) {
    return analyse(context, { method: 'ipw', options: {}, label: control.label }, control.column);
  }
  // Options chosen for the shape of the outcome do not fit a control of another shape.
  const { outcomeModel: _model, interval: _interval, ...rest } = primary.options;
  const options = sameKind ? primary.options : rest;
  return analyse(context, { method: primary.method, options, label: control.label }, control.column);
}

function optionsFor(
  { protocol, inputs }: AnalysisContext,
  { method, options }: Analysis,
  times: readonly number[],
): Record<string, unknown> {
  const { target } = protocol.estimand;
  const known = new Map(findEstimator(method).options.map((option) => [option.name, option]));
  const scale = known.get('measure')?.choices ?? [];
  const wanted = measureOf(method, protocol);
  return {
    // The effect of being assigned, for everybody assigned.
    ...(known.has('target') && { target: target === 'ITT' || target === 'LATE' ? 'ATE' : target }),
    ...(known.has('seed') && { seed: inputs.seed % SEEDS }),
    ...(known.has('horizon') && { horizon: horizonOf(protocol) }),
    ...(known.has('tau') && { tau: horizonOf(protocol) }),
    ...(known.has('times') && { times }),
    ...(RATIO_OPTIONS[wanted] &&
      scale.length > 0 && { measure: scale.find((each) => RATIO_OPTIONS[wanted]!.includes(each)) }),
    ...options,
    level: 1 - protocol.alpha,
  };
}
