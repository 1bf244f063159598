import type {
  CorrectMeasurement,
  ChangeProductPhase,
  DataSetDeclaration,
  DefineIndicator,
  Protocol,
  RecordMeasurement,
  RedefineIndicator,
  RegisterProduct,
} from '@impact-ledger/domain';
import type { z } from 'zod';

/** What the reference shows, and what the tests send: an example that is refused would not be one. */
export const product: z.infer<typeof RegisterProduct> = {
  product: 'bonne-boite',
  name: 'La Bonne Boîte',
  incubator: 'France Travail',
  problem: {
    en: 'Job seekers do not know which employers will hire.',
    fr: 'On ignore quels employeurs vont recruter.',
  },
  phase: 'acceleration',
};

export const phaseChange: z.infer<typeof ChangeProductPhase> = {
  phase: 'consolidation',
  since: '2026-03-01',
  reason: 'Decided by the committee of February 2026.',
};

const definition: z.infer<typeof DefineIndicator>['definition'] = {
  numerator: 'users with a hiring declaration within 182 days of their first search',
  denominator: 'users with a first search in the period',
  unit: 'percent',
  population: 'registered job seekers',
  window: 'the calendar quarter of the first search',
  outcomeLagDays: 212,
  geography: 'France',
  source: 'hiring declarations (DPAE)',
  principle: 'impactful',
  impactType: 'economic',
  directness: 'direct',
  isVanity: false,
  isProxy: false,
  priority: { userValue: 5, dataEase: 3 },
};

export const indicator: z.infer<typeof DefineIndicator> = {
  indicator: 'hired-6m',
  product: 'bonne-boite',
  name: { en: 'Hired within six months', fr: 'En emploi à six mois' },
  definition,
};

export const redefinition: z.infer<typeof RedefineIndicator> = {
  name: { en: 'Hired for a month or more within six months', fr: 'En emploi durable à six mois' },
  definition: { ...definition, numerator: 'users hired for at least one month within 182 days of their first search' },
  change: 'material',
  reason: 'Contracts of a day were counted as employment.',
  validFrom: '2026-01-01',
};

export const measurement: z.infer<typeof RecordMeasurement> = {
  indicator: 'hired-6m',
  definitionVersion: 1,
  period: '2025-Q2',
  breakdown: {},
  value: '31.4',
  quality: 50,
  provenance: { source: 'extraction of hiring declarations, 3 February 2026' },
  vintage: '2026-02-03',
};

export const correction: z.infer<typeof CorrectMeasurement> = {
  value: '30.9',
  quality: 90,
  provenance: { source: 'extraction of hiring declarations, 4 May 2026' },
  vintage: '2026-05-04',
  reason: 'Late declarations of the quarter have arrived.',
};

export const declaration: DataSetDeclaration = {
  dataset: 'nsw-experiment',
  product: 'bonne-boite',
  name: 'National Supported Work, randomised sample',
  source: 'Dehejia and Wahba (1999)',
  extractedOn: '2026-01-15',
  quality: 90,
  pseudonymised: ['person'],
};

export const protocol: Protocol = {
  question: { en: 'Does the programme bring people back to work?' },
  product: 'bonne-boite',
  design: 'randomised',
  population: { label: { en: 'applicants to the programme' }, eligibility: [] },
  timeZero: { rule: 'assignment', label: { en: 'the day of the draw' } },
  arms: { column: 'treated', treated: { en: 'programme' }, comparison: { en: 'no programme' } },
  allocation: { treatedShare: 0.5 },
  outcome: {
    kind: 'binary',
    column: 'employed',
    label: { en: 'in employment after a year' },
    unit: 'points',
    primaryHorizon: 365,
    reportingLag: 30,
  },
  estimand: { measure: 'risk_difference', target: 'ITT', beneficialDirection: 'increase' },
  covariates: [{ column: 'age', label: { en: 'age' }, kind: 'continuous', measured: 'before_time_zero' }],
  primary: { method: 'risk-difference', options: {}, label: { en: 'difference of shares' } },
  sensitivity: [],
  negativeControls: [],
  alpha: 0.05,
  looks: { kind: 'single' },
  waivedGates: [],
  smallestEffectOfInterest: 0.03,
  seed: 20260115,
  dataProtection: { decision: 'not_required', reference: 'published data without persons' },
};
