import type { EventLogs, Protocol } from '@impact-ledger/domain';
import { protocol as valid } from '@impact-ledger/domain/testing';

/** Users by day 14 against the others still looking then, hired within 182 days, by overlap weights. */
export const protocol: Protocol & { readonly eventLogs: EventLogs } = {
  ...valid,
  question: { en: 'Are users of the first fortnight hired more often?' },
  product: 'bench',
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
  covariates: [
    { column: 'age', label: { en: 'age' }, kind: 'continuous', measured: 'before_time_zero' },
    { column: 'searches', label: { en: 'searches' }, kind: 'continuous', measured: 'before_time_zero' },
    { column: 'education', label: { en: 'education' }, kind: 'category', measured: 'before_time_zero' },
    { column: 'days_registered', label: { en: 'days registered' }, kind: 'continuous', measured: 'before_time_zero' },
    { column: 'calendar_month', label: { en: 'month' }, kind: 'category', measured: 'before_time_zero' },
  ],
  primary: { method: 'ipw', options: {}, label: { en: 'weighted' } },
  eventLogs: {
    people: 'job_seekers',
    persons: { person: 'person', startsOn: 'starts', registeredOn: 'registered' },
    exposures: { person: 'person', on: 'day', employer: 'employer' },
    outcomes: { person: 'person', on: 'day', declaredOn: 'declared', contractDays: 'contract' },
    collectionStart: '2025-01-01',
    rules: { sameDay: 'after', duplicates: 'keep_first', longestContract: 1200, match: 'person' },
  },
};

/** By rule of time zero: grace and sequential trials follow clones and trials of a person to the day of the hire. */
const RULES = {
  landmark: protocol,
  grace: {
    timeZero: { rule: 'grace', days: 14, label: { en: 'the start' } },
    primary: { method: 'clone-censor-weight', options: {}, label: { en: 'clones, censored and weighted' } },
  },
  trials: {
    timeZero: {
      rule: 'sequential_trials',
      every: 14,
      trials: 3,
      contrast: 'initiation',
      label: { en: 'each fortnight' },
    },
    primary: { method: 'sequential-trials', options: {}, label: { en: 'successive trials' } },
  },
} satisfies Readonly<Record<string, Pick<Protocol, 'timeZero' | 'primary'>>>;
type RuleName = keyof typeof RULES;
export const RULE_NAMES = Object.keys(RULES);
export const isRuleName = (name: string): name is RuleName => RULE_NAMES.includes(name);

const analysis = (method: string, options: Protocol['primary']['options'], en: string): Protocol['primary'] => ({
  method,
  options,
  label: { en },
});

/** What each rule admits beside its primary analysis. */
const SENSITIVITY: Readonly<Record<RuleName, Protocol['sensitivity']>> = {
  landmark: [
    analysis('aipw', {}, 'doubly robust'),
    analysis('g-computation', {}, 'outcome modelled'),
    analysis('tmle', {}, 'targeted'),
  ],
  grace: [analysis('clone-censor-weight', { periods: 100 }, 'finer periods')],
  trials: [analysis('sequential-trials', { periods: 100 }, 'finer periods')],
};

/** The study by a rule of time zero; the whole of it with sensitivity analyses, a subgroup and attempts to refute it. */
export function protocolBy(rule: RuleName, whole: boolean): typeof protocol {
  const { timeZero, primary } = RULES[rule];
  const followed = {
    kind: 'time_to_event',
    column: 'event',
    unit: 'day',
    survival: { time: 'time', event: 'event' },
  } as const;
  return {
    ...protocol,
    timeZero,
    primary,
    outcome: timeZero.rule === 'landmark' ? protocol.outcome : { ...protocol.outcome, ...followed },
    ...(whole && {
      sensitivity: SENSITIVITY[rule],
      subgroups: [{ column: 'education', label: { en: 'education' } }],
      refutation: { replicates: 100 },
    }),
  };
}
