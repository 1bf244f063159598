import type { Covariate, Protocol } from '@impact-ledger/domain';
import { experimentalEffect } from './files.js';

const covariate = (column: string, kind: Covariate['kind'], en: string, fr: string): Covariate => ({
  column,
  kind,
  label: { en, fr },
  measured: 'before_time_zero',
});

const SHARED = [
  covariate('age', 'continuous', 'age (years)', 'âge (années)'),
  covariate('education', 'continuous', 'schooling (years)', 'scolarité (années)'),
  covariate('married', 'binary', 'married', 'en couple marié'),
  covariate('nodegree', 'binary', 'no school diploma', 'sans diplôme'),
  covariate('re74', 'continuous', 'earnings in 1974', 'gains de 1974'),
  covariate('re75', 'continuous', 'earnings in 1975', 'gains de 1975'),
];

const ARMS = {
  column: 'treat',
  treated: { en: 'offered the programme', fr: 'programme proposé' },
  comparison: { en: 'not offered', fr: 'non proposé' },
};

const COMMON = {
  product: 'supported-work',
  timeZero: { rule: 'assignment', label: { en: 'the draw, in 1976 and 1977', fr: 'le tirage, en 1976 et 1977' } },
  negativeControls: [],
  alpha: 0.05,
  looks: { kind: 'single' },
  seed: 1978,
  dataProtection: {
    decision: 'not_required',
    reference: 'Public research file without identities (LaLonde 1986; Dehejia and Wahba 1999).',
  },
} as const satisfies Partial<Protocol>;

const adjusted = (method: 'aipw' | 'ipw', target: 'ATE' | 'ATT'): Protocol['primary'] => ({
  method,
  // The least-squares outcome model: some of the small cells of these files hold one outcome only.
  options: method === 'aipw' ? { target, outcomeModel: 'linear' } : { target },
  label:
    method === 'aipw'
      ? { en: 'Doubly robust adjustment (AIPW)', fr: 'Ajustement doublement robuste (AIPW)' }
      : { en: 'Weighting by the propensity score (IPW)', fr: 'Pondération par le score de propension (IPW)' },
});

export const randomised: Protocol = {
  ...COMMON,
  question: {
    en: 'Did being offered the National Supported Work programme put more people in work in 1978?',
    fr: 'Se voir proposer le programme National Supported Work a-t-il mis plus de personnes en emploi en 1978 ?',
  },
  indicator: 'in-work-1978',
  design: 'randomised',
  population: {
    label: {
      en: 'Men with little recent work who applied to the programme, with earnings known for 1974',
      fr: 'Hommes ayant peu travaillé, candidats au programme, aux gains de 1974 connus',
    },
    eligibility: [],
  },
  arms: ARMS,
  allocation: {
    unknown:
      'The sites drew at different rates, and this sample keeps only people with known earnings in 1974 (Dehejia and Wahba 1999).',
  },
  outcome: {
    kind: 'binary',
    column: 'employed78',
    label: { en: 'in work in 1978 (any earnings)', fr: 'en emploi en 1978 (gains non nuls)' },
    unit: 'points',
    primaryHorizon: 730,
    reportingLag: 0,
  },
  estimand: { measure: 'risk_difference', target: 'ITT', beneficialDirection: 'increase' },
  covariates: [
    ...SHARED.slice(0, 2),
    covariate('black', 'binary', 'Black', 'noir'),
    covariate('hispanic', 'binary', 'Hispanic', 'hispanique'),
    ...SHARED.slice(2),
  ],
  primary: {
    method: 'risk-difference',
    options: { interval: 'newcombe' },
    label: { en: 'Difference of shares (Newcombe)', fr: 'Différence de proportions (Newcombe)' },
  },
  sensitivity: [adjusted('aipw', 'ATE'), adjusted('ipw', 'ATE')],
  waivedGates: [],
  smallestEffectOfInterest: 0.02,
  wording: {
    exposure: { en: 'Being offered the programme', fr: 'Se voir proposer le programme' },
    outcome: { en: 'in work in 1978', fr: 'en emploi en 1978' },
  },
};

/** The observational file asked in dollars, the scale on which the experiment's answer is famous. */
const observational = (): Omit<
  Protocol,
  'design' | 'question' | 'primary' | 'sensitivity' | 'estimand' | 'covariates'
> => ({
  ...COMMON,
  population: {
    label: {
      en: 'Participants of the experiment, beside men of a national panel survey',
      fr: 'Participants de l’expérience, à côté d’hommes d’un panel national',
    },
    eligibility: [],
  },
  arms: {
    column: 'treat',
    treated: { en: 'offered the programme', fr: 'programme proposé' },
    comparison: { en: 'men of the panel survey (PSID)', fr: 'hommes du panel (PSID)' },
  },
  outcome: {
    kind: 'continuous',
    column: 're78',
    label: { en: 'earnings in 1978', fr: 'gains de 1978' },
    unit: 'dollar',
    primaryHorizon: 730,
    reportingLag: 0,
  },
  waivedGates: [],
  smallestEffectOfInterest: 500,
  wording: {
    exposure: { en: 'Being offered the programme', fr: 'Se voir proposer le programme' },
    outcome: { en: 'earnings in 1978', fr: 'les gains de 1978' },
  },
  knownEffect: {
    ...experimentalEffect(),
    source: {
      en: 'The randomised experiment on the same participants: difference of mean earnings, Welch interval',
      fr: 'L’expérience randomisée sur les mêmes participants : différence des gains moyens, intervalle de Welch',
    },
  },
});

const withRace = [
  ...SHARED.slice(0, 2),
  covariate('race', 'category', 'origin (as coded by the survey)', 'origine (codage de l’enquête)'),
  ...SHARED.slice(2),
];

export const naive = (): Protocol => ({
  ...observational(),
  question: {
    en: 'What would be said without an experiment, by comparing participants with a survey?',
    fr: 'Que dirait-on sans expérience, en comparant les participants à une enquête ?',
  },
  design: 'naive_match',
  estimand: { measure: 'mean_difference', target: 'ATT', beneficialDirection: 'increase' },
  covariates: withRace,
  primary: { method: 'welch', options: {}, label: { en: 'Difference of means', fr: 'Différence de moyennes' } },
  sensitivity: [],
});

export const cohort = (): Protocol => ({
  ...observational(),
  question: {
    en: 'Can adjustment recover the effect on earnings from the same survey comparison?',
    fr: 'Un ajustement retrouve-t-il l’effet sur les gains à partir de la même comparaison ?',
  },
  design: 'cohort',
  estimand: { measure: 'mean_difference', target: 'ATT', beneficialDirection: 'increase' },
  covariates: withRace,
  primary: adjusted('aipw', 'ATT'),
  sensitivity: [adjusted('ipw', 'ATT')],
});
