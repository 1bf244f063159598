import type { Cohort } from '@impact-ledger/cohort';
import { selectCohort } from '@impact-ledger/cohort';
import type { Protocol, RunInputs, StudyResult } from '@impact-ledger/domain';
import type { Column, Table } from '@impact-ledger/stats';
import { concludeStudy, type StudyOutcome } from '../run-study.js';

/** A randomised study of a 0/1 outcome `hired`, valid as it stands. */
export const trial: Protocol = {
  question: { en: 'Does the letter bring hires?', fr: 'La lettre fait-elle embaucher ?' },
  product: 'letter',
  design: 'randomised',
  population: { label: { en: 'job seekers', fr: 'demandeurs d’emploi' }, eligibility: [] },
  timeZero: { rule: 'assignment', label: { en: 'the draw', fr: 'le tirage' } },
  arms: {
    column: 'sent',
    treated: { en: 'sent', fr: 'envoyée' },
    comparison: { en: 'not sent', fr: 'non envoyée' },
  },
  allocation: { treatedShare: 0.5 },
  outcome: {
    kind: 'binary',
    column: 'hired',
    label: { en: 'hired within 90 days', fr: 'embauchés sous 90 jours' },
    unit: 'points',
    primaryHorizon: 90,
    reportingLag: 0,
  },
  estimand: { measure: 'risk_difference', target: 'ITT', beneficialDirection: 'increase' },
  covariates: [],
  primary: { method: 'risk-difference', options: {}, label: { en: 'difference', fr: 'différence' } },
  sensitivity: [],
  negativeControls: [],
  alpha: 0.05,
  looks: { kind: 'single' },
  waivedGates: [],
  smallestEffectOfInterest: 0.02,
  seed: 1,
  dataProtection: { decision: 'not_required', reference: 'invented people' },
  wording: {
    exposure: { en: 'Sending the letter', fr: 'Envoyer la lettre' },
    outcome: { en: 'in work', fr: 'en emploi' },
  },
};

/** The same people compared by choice instead of by lot, adjusted for `age` and `region`. */
export const cohortStudy: Protocol = {
  ...trial,
  design: 'cohort',
  allocation: undefined,
  estimand: { measure: 'risk_difference', target: 'ATE', beneficialDirection: 'increase' },
  covariates: [
    { column: 'age', label: { en: 'age', fr: 'âge' }, kind: 'continuous', measured: 'before_time_zero' },
    { column: 'region', label: { en: 'region', fr: 'région' }, kind: 'category', measured: 'before_time_zero' },
  ],
  primary: { method: 'aipw', options: {}, label: { en: 'adjusted', fr: 'ajusté' } },
};

export const inputs = (rows: number): RunInputs => ({
  study: 'letter',
  protocolHash: 'a'.repeat(64),
  dataset: { id: 'people', sha256: 'b'.repeat(64), rows },
  engine: { version: '0.1.0', lock: 'c'.repeat(64) },
  seed: 1,
  look: 1,
});

export const tableOf = (columns: Record<string, Column>): Table => {
  const [first] = Object.values(columns);
  return { rows: first instanceof Float64Array ? first.length : (first?.codes.length ?? 0), columns };
};

/** `hired` of `sent` people treated and of `notSent` compared. */
export function twoByTwo(hired: number, sent: number, hiredNotSent: number, notSent: number): Table {
  const rows = sent + notSent;
  return tableOf({
    sent: Float64Array.from({ length: rows }, (_, i) => (i < sent ? 1 : 0)),
    hired: Float64Array.from({ length: rows }, (_, i) =>
      i < sent ? Number(i < hired) : Number(i - sent < hiredNotSent),
    ),
  });
}

export const concludeBoth = (table: Table, protocol: Protocol = trial): StudyOutcome =>
  concludeStudy(cohortOf(table, protocol), { inputs: inputs(table.rows), protocol, exploratory: false });

export const conclude = (table: Table, protocol: Protocol = trial): StudyResult => concludeBoth(table, protocol).result;

export const cohortOf = (table: Table, protocol: Protocol): Cohort => selectCohort(table, protocol);

/** A small generator of its own, so that a test's numbers never change (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Confounding {
  /** Effect on the probability of a hire. */
  readonly effect: number;
  /** How much age moves the chance of being sent the letter (logit per standard deviation). */
  readonly selection: number;
  /** How much age moves the chance of a hire (per standard deviation). */
  readonly ageToHire: number;
}

/** People whose age moves both use and hires; `harmless` is an outcome moved by age alone. */
export function confounded(rows: number, { effect, selection, ageToHire }: Confounding, seed = 7): Table {
  const next = random(seed);
  const [age, sent, hired, harmless] = [0, 0, 0, 0].map(() => new Float64Array(rows)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const codes = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    const z = (next() + next() + next() - 1.5) * 2;
    age[i] = Math.round(40 + 10 * z);
    codes[i] = Math.floor(3 * next());
    sent[i] = next() < 1 / (1 + Math.exp(-selection * z - 0.2 * codes[i]!)) ? 1 : 0;
    hired[i] = next() < 0.4 + ageToHire * z + effect * sent[i]! ? 1 : 0;
    harmless[i] = next() < 0.05 + 0.01 * z ? 1 : 0;
  }
  return tableOf({ age, sent, hired, harmless, region: { codes, levels: ['north', 'south', 'west'] } });
}
