import type { EventLogs, Protocol } from '@impact-ledger/domain';

/** Users by day 14 against the others still looking then, hired within 182 days, by overlap weights. */
export const protocol: Protocol & { readonly eventLogs: EventLogs } = {
  question: { en: 'Are users of the first fortnight hired more often?' },
  product: 'bench',
  design: 'cohort',
  population: {
    label: { en: 'adults of working age' },
    eligibility: [{ column: 'age', is: '<=', value: 60, label: { en: '60 or under' } }],
  },
  timeZero: { rule: 'landmark', days: 14, label: { en: 'day 14' } },
  arms: { column: 'treated', treated: { en: 'users' }, comparison: { en: 'others' } },
  outcome: {
    kind: 'binary',
    column: 'outcome',
    label: { en: 'hired within 182 days' },
    unit: 'points',
    primaryHorizon: 182,
    reportingLag: 30,
  },
  estimand: { measure: 'risk_difference', target: 'ATE', beneficialDirection: 'increase' },
  covariates: [
    { column: 'age', label: { en: 'age' }, kind: 'continuous', measured: 'before_time_zero' },
    { column: 'searches', label: { en: 'searches' }, kind: 'continuous', measured: 'before_time_zero' },
    { column: 'education', label: { en: 'education' }, kind: 'category', measured: 'before_time_zero' },
    { column: 'days_registered', label: { en: 'days registered' }, kind: 'continuous', measured: 'before_time_zero' },
    { column: 'calendar_month', label: { en: 'month' }, kind: 'category', measured: 'before_time_zero' },
  ],
  primary: { method: 'ipw', options: {}, label: { en: 'weighted' } },
  sensitivity: [],
  negativeControls: [],
  alpha: 0.05,
  looks: { kind: 'single' },
  waivedGates: [],
  smallestEffectOfInterest: 0.01,
  seed: 1,
  dataProtection: { decision: 'not_required', reference: 'simulated persons' },
  eventLogs: {
    people: 'job_seekers',
    persons: { person: 'person', startsOn: 'starts', registeredOn: 'registered' },
    exposures: { person: 'person', on: 'day', employer: 'employer' },
    outcomes: { person: 'person', on: 'day', declaredOn: 'declared', contractDays: 'contract' },
    collectionStart: '2025-01-01',
    rules: { sameDay: 'after', duplicates: 'keep_first', longestContract: 1200, match: 'person' },
  },
};
