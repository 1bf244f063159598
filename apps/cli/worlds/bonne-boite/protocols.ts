import type { Covariate, Economics, EligibilityRule, Protocol } from '@impact-ledger/domain';
import { HORIZON, LANDMARK, REPORTING_LAG } from './job-seekers.js';
import { truth } from './truth.js';

export const covariate = (column: string, kind: Covariate['kind'], en: string, fr: string): Covariate => ({
  column,
  kind,
  label: { en, fr },
  measured: 'before_time_zero',
});

export const COVARIATES = [
  covariate('months_registered', 'continuous', 'months registered', 'mois d’inscription'),
  covariate('quarter', 'category', 'quarter of the sending', 'trimestre de l’envoi'),
  covariate('age', 'continuous', 'age (years)', 'âge (années)'),
  covariate('education', 'category', 'schooling', 'niveau d’études'),
  covariate('applications', 'continuous', 'applications in the month before', 'candidatures du mois d’avant'),
  covariate('offers', 'continuous', 'local offers per job seeker', 'offres locales par demandeur'),
];

const rule = (column: string, is: EligibilityRule['is'], value: number, en: string, fr: string): EligibilityRule => ({
  column,
  is,
  value,
  label: { en, fr },
});

export const workingAge = [
  rule('age', '>=', 18, 'aged 18 or more', 'âgés de 18 ans ou plus'),
  rule('age', '<=', 64, 'aged 64 or less', 'âgés de 64 ans ou moins'),
];

const followedFor = (days: number): EligibilityRule =>
  rule(
    'days_followed',
    '>=',
    days,
    `followed for ${days} days: horizon and declaration delay are over`,
    `suivis ${days} jours : horizon et délai de déclaration écoulés`,
  );

const SIMULATED = {
  en: 'the simulation: mean over 50,000 people of each one’s own chances with and without',
  fr: 'la simulation : moyenne sur 50 000 personnes des chances de chacune avec et sans',
};

export const COMMON = {
  product: 'bonne-boite',
  indicator: 'return-to-employment',
  alpha: 0.05,
  looks: { kind: 'single' },
  waivedGates: [],
  seed: HORIZON,
  dataProtection: { decision: 'not_required', reference: 'Simulated people: nobody is described.' },
} as const satisfies Partial<Protocol>;

const hired = (column: string, days: string): Protocol['outcome'] => ({
  kind: 'binary',
  column,
  label: { en: 'hired', fr: 'embauchés' },
  unit: 'points',
  primaryHorizon: HORIZON,
  reportingLag: REPORTING_LAG,
  survival: { time: days, event: column },
});

const adjusted = (method: 'aipw' | 'ipw' | 'least-squares'): Protocol['primary'] => ({
  method,
  options: method === 'least-squares' ? { variance: 'HC2' } : {},
  label: {
    aipw: { en: 'Doubly robust adjustment (AIPW)', fr: 'Ajustement doublement robuste (AIPW)' },
    ipw: { en: 'Weighting by the propensity score (IPW)', fr: 'Pondération par le score de propension (IPW)' },
    'least-squares': { en: 'Linear regression (HC2)', fr: 'Régression linéaire (HC2)' },
  }[method],
});

const assumed = (en: string, fr: string, source: string, numbers: number[]): Economics['cost'] => ({
  label: { en, fr },
  source,
  status: 'assumed',
  distribution: numbers.length === 3 ? 'triangular' : 'fixed',
  numbers,
});

/** Prices of the simulation, beside the figure that circulates: nobody has shown how it was computed. */
const ECONOMICS: Economics = {
  currency: 'euro',
  gain: 'outcome',
  benefit: assumed(
    'worth of a hire within six months',
    'valeur d’une embauche sous six mois',
    'Chosen for the simulation: one to five months of a mean benefit of 1,000 euros.',
    [1000, 3000, 5000],
  ),
  cost: assumed('cost per person sent the e-mail', 'coût par personne contactée', 'Chosen for the simulation.', [2]),
  deadweight: assumed(
    'hires that would have come anyway',
    'embauches qui auraient eu lieu de toute façon',
    'None: the effect is against people drawn for no e-mail.',
    [0],
  ),
  displacement: assumed(
    'hires taken from other job seekers',
    'embauches prises à d’autres demandeurs d’emploi',
    'Not measured here: a wide range.',
    [0, 0.3, 0.6],
  ),
  claims: [
    {
      label: { en: 'Return claimed for La Bonne Boite', fr: 'Rendement affirmé de La Bonne Boite' },
      source:
        '"1 euro spent returns 60 euros of avoided unemployment": said of the service, without a published method',
      status: 'unverified',
      ratio: 60,
    },
  ],
};

/** The e-mail was drawn by lot: the effect of being sent it, whether or not it was followed. */
export const email = (): Protocol => ({
  ...COMMON,
  question: {
    en: 'Does sending an e-mail about the service get more job seekers hired within six months?',
    fr: 'Envoyer un courriel sur le service fait-il embaucher plus de demandeurs d’emploi en six mois ?',
  },
  design: 'randomised',
  population: {
    label: { en: 'Job seekers drawn for the mailing', fr: 'Demandeurs d’emploi tirés pour l’envoi' },
    eligibility: [...workingAge, followedFor(HORIZON + REPORTING_LAG)],
  },
  timeZero: { rule: 'assignment', label: { en: 'the day of the sending', fr: 'le jour de l’envoi' } },
  arms: {
    column: 'email',
    treated: { en: 'e-mail sent', fr: 'courriel envoyé' },
    comparison: { en: 'no e-mail', fr: 'sans courriel' },
  },
  allocation: { treatedShare: 0.5 },
  outcome: hired('hired_182', 'days_182'),
  estimand: { measure: 'risk_difference', target: 'ITT', beneficialDirection: 'increase' },
  covariates: COVARIATES,
  primary: {
    method: 'risk-difference',
    options: { interval: 'newcombe' },
    label: { en: 'Difference of shares (Newcombe)', fr: 'Différence de proportions (Newcombe)' },
  },
  sensitivity: [adjusted('aipw'), adjusted('least-squares')],
  negativeControls: [],
  economics: ECONOMICS,
  smallestEffectOfInterest: 0.01,
  wording: {
    exposure: { en: 'Sending the e-mail', fr: 'Envoyer le courriel' },
    outcome: { en: 'in a job within six months', fr: 'en emploi sous six mois' },
  },
  knownEffect: { value: truth().email, source: SIMULATED },
});

/** Use was a choice: users by day 14 beside the others, from day 14 on, so that no user is given days he had to survive. */
export const users = (): Protocol => ({
  ...COMMON,
  question: {
    en: 'Do job seekers who use the service get hired sooner than comparable ones who do not?',
    fr: 'Les demandeurs d’emploi qui utilisent le service sont-ils embauchés plus tôt que d’autres, comparables ?',
  },
  design: 'cohort',
  population: {
    label: {
      en: 'Job seekers still looking for work 14 days after the sending',
      fr: 'Demandeurs d’emploi encore en recherche 14 jours après l’envoi',
    },
    eligibility: [
      ...workingAge,
      followedFor(LANDMARK + HORIZON + REPORTING_LAG),
      rule('looking_on_day_14', '=', 1, 'still looking for work on day 14', 'encore en recherche au jour 14'),
    ],
  },
  timeZero: {
    rule: 'landmark',
    days: LANDMARK,
    label: { en: '14 days after the sending, for both groups', fr: '14 jours après l’envoi, pour les deux groupes' },
  },
  arms: {
    column: 'used_by_day_14',
    treated: { en: 'used the service', fr: 'ont utilisé le service' },
    comparison: { en: 'did not use it', fr: 'ne l’ont pas utilisé' },
  },
  outcome: hired('hired_182_after_14', 'days_182_after_14'),
  estimand: { measure: 'risk_difference', target: 'ATE', beneficialDirection: 'increase' },
  covariates: COVARIATES,
  primary: adjusted('aipw'),
  sensitivity: [adjusted('ipw'), adjusted('least-squares')],
  negativeControls: [
    {
      column: 'moved_home_before',
      label: { en: 'moved home in the year before', fr: 'déménagement l’année d’avant' },
      kind: 'binary',
      measured: 'before_time_zero',
    },
    {
      column: 'lost_id_card_after',
      label: { en: 'declared a lost identity card', fr: 'carte d’identité déclarée perdue' },
      kind: 'binary',
      measured: 'after_time_zero',
    },
    {
      column: 'library_card_after',
      label: { en: 'took a library card', fr: 'inscription en bibliothèque' },
      kind: 'binary',
      measured: 'after_time_zero',
    },
  ],
  smallestEffectOfInterest: 0.02,
  wording: {
    exposure: { en: 'Using the service', fr: 'Utiliser le service' },
    outcome: { en: 'in a job within six months', fr: 'en emploi sous six mois' },
  },
  knownEffect: { value: truth().use, source: SIMULATED },
});
