import type { DataSetColumn, DataSetState } from '../dataset/dataset.js';
import type { Protocol } from '../study/protocol.js';
import type { StudyResult } from '../study/result.js';

export const HASH = 'a'.repeat(64);
export const OTHER_HASH = 'b'.repeat(64);
export const RUN = '0b0f6f3c-4a43-4d2c-9a0e-0d7c6f1f0a11';

/** A small cohort study that is valid as it stands. */
export const protocol: Protocol = {
  question: { en: 'Do users find work sooner?' },
  product: 'bonne-boite',
  design: 'cohort',
  population: { label: { en: 'job seekers' }, eligibility: [] },
  timeZero: { rule: 'assignment', label: { en: 'registration' } },
  arms: { column: 'used', treated: { en: 'users' }, comparison: { en: 'non-users' } },
  outcome: {
    kind: 'binary',
    column: 'hired',
    label: { en: 'hired within 182 days' },
    unit: 'points',
    primaryHorizon: 182,
    reportingLag: 30,
  },
  estimand: { measure: 'risk_difference', target: 'ATE', beneficialDirection: 'increase' },
  covariates: [{ column: 'age', label: { en: 'age' }, kind: 'continuous', measured: 'before_time_zero' }],
  primary: { method: 'aipw', options: {}, label: { en: 'adjusted' } },
  sensitivity: [],
  negativeControls: [],
  alpha: 0.05,
  looks: { kind: 'single' },
  waivedGates: [],
  smallestEffectOfInterest: 0.01,
  seed: 1,
  dataProtection: { decision: 'not_required', reference: 'simulated persons' },
};

export const columns: DataSetColumn[] = [
  { name: 'used', kind: 'number', missing: 0, levels: ['0', '1'] },
  { name: 'hired', kind: 'number', missing: 0, levels: ['0', '1'] },
  { name: 'age', kind: 'number', missing: 0 },
];

export const registered: DataSetState = {
  status: 'registered',
  sha256: HASH,
  extractedOn: '2026-01-31',
  columns,
  pseudonymised: [],
  replaced: [],
};

export const result = (verdict: StudyResult['verdict']): StudyResult => ({
  schema: 1,
  inputs: {
    study: 'users',
    protocolHash: HASH,
    dataset: { id: 'people', sha256: HASH, rows: 10 },
    engine: { version: '0.1.0', lock: HASH },
    seed: 1,
    look: 1,
  },
  diagnostics: {
    flow: [],
    arms: { treated: 5, comparison: 5 },
    balance: [],
    overlap: null,
    effectiveSampleSize: null,
    gates: [{ gate: 'equipoise', passed: verdict !== 'refused', value: 0.12, limit: 0.2, rule: 'at_least' }],
  },
  findings: null,
  verdict,
  verdictReason: { en: 'because' },
  grade: 0,
  exploratory: false,
  sentence: { en: 'A sentence.' },
  limits: [],
});
