import {
  isUnadjusted,
  type Analysis,
  type Protocol,
  type ShownMeasure,
  type StudyEstimate,
  type StudyMeasure,
} from '@impact-ledger/domain';
import { StatisticalError, type Estimate, type Measure } from '@impact-ledger/stats';
import { labelled } from './follow-up.js';

const PLAIN: Readonly<Record<StudyMeasure, string>> = {
  risk_difference: 'risk-difference',
  mean_difference: 'welch',
  risk_ratio: 'risk-ratio',
  odds_ratio: 'odds-ratio',
  rmst_difference: 'rmst',
};

/** The method that compares the arms as they are on the scale of the estimand. */
export function plainMethod({ outcome, estimand }: Pick<Protocol, 'outcome' | 'estimand'>): string {
  const isRisk = outcome.kind === 'time_to_event' && estimand.measure === 'risk_difference';
  return isRisk ? 'cumulative-incidence' : PLAIN[estimand.measure];
}

const SHOWN: Readonly<Partial<Record<Measure, ShownMeasure>>> = {
  'risk-difference': 'risk_difference',
  'incidence-difference': 'risk_difference',
  'mean-difference': 'mean_difference',
  'risk-ratio': 'risk_ratio',
  'odds-ratio': 'odds_ratio',
  'rmst-difference': 'rmst_difference',
  'hazard-ratio': 'hazard_ratio',
};

type Read = Pick<StudyEstimate, 'value' | 'standardError' | 'measure'> & {
  readonly lower: number;
  readonly upper: number;
};

/** Errors: invalid-option when the figure has no place in a study; not-estimable when there is none, or no interval. */
export function asStudyEstimate(result: Estimate, { method, label }: Analysis, protocol: Protocol): StudyEstimate {
  const { interval, n } = result;
  const { value, standardError, measure, lower, upper } = read(result, protocol);
  return {
    method,
    label: labelled(label, method, protocol),
    estimand: estimandOf(result, protocol),
    measure,
    value,
    standardError,
    interval: { level: interval.level, lower, upper },
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

function read(result: Estimate, protocol: Protocol): Read {
  if (result.measure === 'survival-difference') return readCurves(result, protocol);
  const measure = SHOWN[result.measure];
  if (!measure) {
    throw new StatisticalError(
      'invalid-option',
      `${result.method} gives a figure of kind "${result.measure}"; a study compares its groups on the scale of its estimand.`,
      [result.method],
    );
  }
  const { value, standardError, interval } = result;
  return figure(result.method, measure, value, standardError, interval);
}

/** `details.restrictedMean` of adjusted curves. */
interface RestrictedMean {
  readonly difference: number;
  readonly standardError: number;
  readonly interval: { readonly lower: number; readonly upper: number };
}

/** Of adjusted curves: time without the event, or the share with it, which is what is not left of survival. */
function readCurves(result: Estimate, { estimand }: Protocol): Read {
  if (estimand.measure === 'rmst_difference') {
    const mean = result.details['restrictedMean'] as unknown as RestrictedMean;
    return figure(result.method, 'rmst_difference', mean.difference, mean.standardError, mean.interval);
  }
  const { lower, upper } = result.interval;
  const turned = { lower: upper === null ? null : -upper, upper: lower === null ? null : -lower };
  return figure(result.method, 'risk_difference', result.value && -result.value, result.standardError, turned);
}

function figure(
  method: string,
  measure: ShownMeasure,
  value: number | null,
  standardError: number | null,
  { lower, upper }: { readonly lower: number | null; readonly upper: number | null },
): Read {
  if (value === null || lower === null || upper === null) {
    throw new StatisticalError('not-estimable', `${method} gives no figure with an interval on these rows.`, [method]);
  }
  return { measure, value, standardError, lower, upper };
}

function estimandOf({ estimand, method }: Estimate, { design, estimand: asked }: Protocol): string {
  if (design === 'randomised') return ['ATT', 'ATC', 'ATO'].includes(estimand) ? estimand : asked.target;
  if (design === 'encouragement') return method === 'iv' ? 'LATE' : 'ITT';
  if (isUnadjusted(method)) return 'unadjusted';
  if (design === 'difference_in_differences') return 'ATT';
  return estimand;
}
