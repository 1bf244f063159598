import type { EventLogs, LocalText, Protocol } from '@impact-ledger/domain';
import { HORIZON, REPORTING_LAG } from './job-seekers.js';
import { EVERY } from './lives.js';
import { COMMON, covariate, COVARIATES, workingAge } from './protocols.js';
import { GRACE, TRIALS } from './trial-truths.js';

const LOGS: EventLogs = {
  people: 'job_seekers',
  persons: { person: 'person', startsOn: 'starts_on', registeredOn: 'registered_on' },
  exposures: { person: 'person', on: 'on' },
  outcomes: { person: 'person', on: 'on', declaredOn: 'declared_on' },
  collectionStart: '2024-10-01',
  rules: { sameDay: 'before', duplicates: 'keep_first', longestContract: null, match: 'person' },
};

/** Months registered and the quarter are told by the logs, by the day. */
const TRAITS = [
  covariate('days_registered', 'continuous', 'days registered', 'jours d’inscription'),
  covariate('calendar_month', 'category', 'calendar month', 'mois'),
  ...COVARIATES.filter(({ column }) => column !== 'months_registered' && column !== 'quarter'),
  covariate('email', 'binary', 'e-mail sent', 'courriel envoyé'),
];

const DISPLACEMENT: LocalText = {
  en: 'In this world a place has its posts whatever the service does.',
  fr: 'Dans ce monde, un lieu a ses postes quoi que fasse le service.',
};

interface Asked extends Pick<Protocol, 'question' | 'timeZero' | 'primary'> {
  readonly arms: Omit<Protocol['arms'], 'column'>;
}

const fromLogs = ({ arms, ...asked }: Asked): Protocol => ({
  ...COMMON,
  ...asked,
  design: 'cohort',
  population: {
    label: { en: 'Job seekers who were sent the messages', fr: 'Demandeurs d’emploi destinataires des messages' },
    eligibility: workingAge,
  },
  arms: { column: 'treated', ...arms },
  outcome: {
    kind: 'time_to_event',
    column: 'event',
    label: { en: 'hired', fr: 'embauchés' },
    unit: 'day',
    primaryHorizon: HORIZON,
    reportingLag: REPORTING_LAG,
    survival: { time: 'time', event: 'event' },
  },
  estimand: { measure: 'risk_difference', target: 'ATE', beneficialDirection: 'increase' },
  covariates: TRAITS,
  sensitivity: [],
  negativeControls: [],
  smallestEffectOfInterest: 0.02,
  wording: {
    exposure: { en: 'Using the service', fr: 'Utiliser le service' },
    outcome: { en: 'in a job within six months', fr: 'en emploi sous six mois' },
  },
  eventLogs: LOGS,
});

/** Both strategies from the same day for everybody: use within three weeks, or none within them. */
export const grace = (): Protocol =>
  fromLogs({
    question: {
      en: 'Are job seekers hired sooner if they begin to use the service within three weeks?',
      fr: 'Les demandeurs d’emploi sont-ils embauchés plus tôt s’ils commencent à utiliser le service sous trois semaines ?',
    },
    timeZero: {
      rule: 'grace',
      days: GRACE,
      label: { en: 'the start, for both strategies', fr: 'le départ, pour les deux' },
    },
    arms: {
      treated: { en: 'use within three weeks', fr: 'usage sous trois semaines' },
      comparison: { en: 'no use within three weeks', fr: 'aucun usage sous trois semaines' },
    },
    primary: {
      method: 'clone-censor-weight',
      options: {},
      label: { en: 'Clones, censored and weighted', fr: 'Clones, censurés et pondérés' },
    },
  });

/** A trial on the day of each of the first messages: those who begin beside those who do not then, or not at all. */
export const trials = (contrast: 'initiation' | 'per_protocol'): Protocol =>
  fromLogs({
    question: {
      en: 'Are job seekers who begin to use the service hired sooner than comparable ones who do not?',
      fr: 'Les demandeurs d’emploi qui commencent à utiliser le service sont-ils embauchés plus tôt que d’autres, comparables ?',
    },
    timeZero: {
      rule: 'sequential_trials',
      every: EVERY,
      trials: TRIALS,
      contrast,
      label: { en: 'the day of each message', fr: 'le jour de chaque message' },
    },
    arms: {
      treated: { en: 'began to use', fr: 'ont commencé à utiliser' },
      comparison: { en: 'did not begin', fr: 'n’ont pas commencé' },
    },
    primary: {
      method: 'sequential-trials',
      options: {},
      label: { en: 'Successive trials, weighted', fr: 'Essais successifs, pondérés' },
    },
  });

/** The same study of a world with displacement, which its page then has to tell. */
export const withDisplacement = (protocol: Protocol): Protocol => ({ ...protocol, displacement: DISPLACEMENT });
