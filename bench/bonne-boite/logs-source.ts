import { estimate, StatisticalError, type Column, type Estimate, type Table } from '@impact-ledger/stats';
import type { Reading, Readings, Source } from '#bonne-boite/reading';
import { EDUCATION, HORIZON } from '../../apps/cli/worlds/bonne-boite/job-seekers.js';
import { clones, personTrials, trialTruths, type TrialRow } from '../../apps/cli/worlds/bonne-boite/target-trials.js';

const POPULATION = 400_000;
const QUARTERS = ['Q1', 'Q2', 'Q3', 'Q4'] as const;
const COVARIATES = ['months', 'quarter', 'age', 'education', 'applications', 'offers', 'email'];
const ROLES = { treatment: 'treated', time: 'time', event: 'event', cluster: 'person', covariates: COVARIATES };
const TRIALS = { ...ROLES, strata: ['trial'] };

/** The same people with dates of use: strategies with a grace period, and a trial at each of the first messages. */
export const logsSource: Source = {
  id: 'logs',
  rules: ['grace', 'trials-initiation', 'trials-per-protocol'],
  truths() {
    const { grace, initiation, perProtocol } = trialTruths(POPULATION);
    return { grace, 'trials-initiation': initiation, 'trials-per-protocol': perProtocol };
  },
  read(seed, persons): Promise<Readings> {
    const twice = clones(seed, persons);
    const everUsed = twice.filter(({ treated }) => treated).map((row) => ({ ...row, treated: row.life.use !== null }));
    const kept = personTrials(seed, persons, true);
    const started = personTrials(seed, persons, false);
    return Promise.resolve({
      grace: read('clone-censor-weight', twice, { ...ROLES, deviated: 'deviated' }, everUsed),
      'trials-initiation': read('sequential-trials', started, TRIALS, started),
      'trials-per-protocol': read('sequential-trials', kept, { ...TRIALS, deviated: 'deviated' }, everUsed),
    });
  },
};

/** @param compared rows of the naive figure: the shares hired of those who used and of those who did not */
function read(id: string, rows: readonly TrialRow[], roles: object, compared: readonly TrialRow[]): Reading {
  try {
    const found = estimate(id, tableOf(rows), roles, { horizon: HORIZON, times: [HORIZON] });
    const naive = estimate('risk-difference', naiveTable(compared), { treatment: 'treated', outcome: 'hired' });
    return { ...limitsOf(found), standardError: found.standardError!, rows: found.n.total, naive: limitsOf(naive) };
  } catch (error) {
    if (error instanceof StatisticalError) return { refused: error.message };
    throw error;
  }
}

const limitsOf = ({ value, interval }: Estimate) => ({
  value: value!,
  lower: interval.lower!,
  upper: interval.upper!,
});

function tableOf(rows: readonly TrialRow[]): Table {
  const numbers = (of: (row: TrialRow) => number): Column => Float64Array.from(rows, of);
  return {
    rows: rows.length,
    columns: {
      person: numbers(({ index }) => index),
      treated: numbers(({ treated }) => Number(treated)),
      time: numbers(({ time }) => time),
      event: numbers(({ event }) => Number(event)),
      deviated: numbers(({ deviated }) => Number(deviated)),
      trial: numbers(({ trial }) => trial),
      months: numbers(({ life }) => life.person.months),
      age: numbers(({ life }) => life.person.age),
      applications: numbers(({ life }) => life.person.searches),
      offers: numbers(({ life }) => life.person.offers),
      email: numbers(({ life }) => Number(life.email)),
      education: {
        codes: Int32Array.from(rows, ({ life }) => EDUCATION.indexOf(life.person.education)),
        levels: EDUCATION,
      },
      quarter: { codes: Int32Array.from(rows, ({ life }) => QUARTERS.indexOf(life.person.quarter)), levels: QUARTERS },
    },
  };
}

/** Hired within the horizon of the row's time zero, whatever the person did meanwhile. */
function naiveTable(rows: readonly TrialRow[]): Table {
  const start = ({ trial }: TrialRow): number => (trial === 0 ? 0 : 7 * (trial - 1));
  return {
    rows: rows.length,
    columns: {
      treated: Float64Array.from(rows, ({ treated }) => Number(treated)),
      hired: Float64Array.from(rows, (row) => Number(row.life.hire - start(row) <= HORIZON)),
    },
  };
}
