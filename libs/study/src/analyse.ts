import type { Analysis, LocalText, Protocol, RunInputs, StudyEstimate } from '@impact-ledger/domain';
import { estimate, findEstimator, rolesFor, StatisticalError, type Estimate, type Table } from '@impact-ledger/stats';

/** What every analysis of one run shares. */
export interface AnalysisContext {
  readonly table: Table;
  readonly protocol: Protocol;
  readonly inputs: RunInputs;
}

export interface Analysed {
  readonly shown: StudyEstimate;
  readonly details: Estimate['details'];
}

/** The estimators of `libs/stats` that compare the arms as they are. */
const UNADJUSTED = new Set(['risk-difference', 'welch']);
const SEEDS = 2 ** 31;

/** The contrast of the arms as they are, whatever made them differ. */
export function analyseNaively(context: AnalysisContext, label: LocalText): Analysed {
  const method = context.protocol.outcome.kind === 'binary' ? 'risk-difference' : 'welch';
  return analyse(context, { method, options: {}, label }, context.protocol.outcome.column);
}

/**
 * Runs one analysis of the protocol at the protocol's level, target and seed.
 * Errors: those of the estimator; invalid-option when its figure is not a difference on the scale of the outcome.
 */
export function analyse(context: AnalysisContext, analysis: Analysis, outcome: string): Analysed {
  const { table, protocol } = context;
  const entry = findEstimator(analysis.method);
  const { uptake, strata = [] } = protocol;
  const roles = rolesFor(entry, {
    // An instrument moves use; every other analysis compares those invited with the others.
    ...(analysis.method === 'iv' && uptake
      ? { treatment: uptake.column, instrument: protocol.arms.column }
      : { treatment: protocol.arms.column }),
    strata: strata.map(({ column }) => column),
    outcome,
    covariates: protocol.covariates.map(({ column }) => column),
  });
  const result = estimate(analysis.method, table, roles, optionsFor(context, analysis));
  return { shown: asStudyEstimate(result, analysis, protocol), details: result.details };
}

/** An effect on an outcome the service cannot have moved, by the same means as the effect itself. */
export function analyseControl(context: AnalysisContext, control: Protocol['negativeControls'][number]): Analysed {
  const { primary, outcome } = context.protocol;
  const sameKind = control.kind === outcome.kind;
  const method =
    UNADJUSTED.has(primary.method) && !sameKind
      ? control.kind === 'binary'
        ? 'risk-difference'
        : 'welch'
      : primary.method;
  // Options chosen for the shape of the outcome do not fit a control of another shape.
  const { outcomeModel: _model, interval: _interval, ...rest } = primary.options;
  return analyse(context, { method, options: sameKind ? primary.options : rest, label: control.label }, control.column);
}

function optionsFor({ protocol, inputs }: AnalysisContext, { method, options }: Analysis): Record<string, unknown> {
  const { target } = protocol.estimand;
  const known = new Set(findEstimator(method).options.map(({ name }) => name));
  return {
    // The effect of being assigned, for everybody assigned.
    ...(known.has('target') && { target: target === 'ITT' || target === 'LATE' ? 'ATE' : target }),
    ...(known.has('seed') && { seed: inputs.seed % SEEDS }),
    ...options,
    level: 1 - protocol.alpha,
  };
}

function asStudyEstimate(result: Estimate, { method, label }: Analysis, protocol: Protocol): StudyEstimate {
  const { value, interval, n } = result;
  if (result.measure !== 'risk-difference' && result.measure !== 'mean-difference') {
    throw new StatisticalError(
      'invalid-option',
      `${method} gives a figure of kind "${result.measure}"; a study compares differences on the scale of its outcome.`,
      [method],
    );
  }
  if (value === null || interval.lower === null || interval.upper === null) {
    throw new StatisticalError('not-estimable', `${method} gives no figure with an interval on these rows.`, [method]);
  }
  return {
    method,
    label,
    estimand: estimandOf(result, protocol),
    measure: result.measure === 'risk-difference' ? 'risk_difference' : 'mean_difference',
    value,
    standardError: result.standardError,
    interval: { level: interval.level, lower: interval.lower, upper: interval.upper },
    n: {
      total: n.total,
      treated: n.treated ?? 0,
      comparison: n.comparison ?? 0,
      events: n.events,
      dropped: n.dropped,
    },
    warnings: result.warnings.map(({ message }) => message),
  };
}

function estimandOf({ estimand, method }: Estimate, { design, estimand: asked }: Protocol): string {
  if (design === 'randomised') return estimand === 'ATT' || estimand === 'ATO' ? estimand : asked.target;
  if (design === 'encouragement') return method === 'iv' ? 'LATE' : 'ITT';
  if (UNADJUSTED.has(method)) return 'unadjusted';
  return estimand;
}
