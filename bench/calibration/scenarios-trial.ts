import { columnsOf, expectation, expit } from '#calibration/draws';
import type { Cell, Scenario } from '#calibration/scenario';

const SHARE = 0.4;
const baseline = (x: number, g: number): number => -0.5 + 0.8 * x + 0.5 * g;
const trial = { treatment: 't', outcome: 'y' };
const measured = { treatment: 't', outcome: 'income' };
const covariates = ['x', 'g'];
const durations = { treatment: 't', time: 'time', event: 'event' };
const HAZARD = 0.01;
const TAU = 60;

/** A randomised trial with a 0/1, a measured and a time-to-event outcome; `effect` 0 is no effect on any of them. */
function trialOf(id: string, title: string, effect: number): Scenario {
  const rows = 600;
  const mean = (t: 0 | 1): number => expectation(SHARE, (x, g) => expit(baseline(x, g) + effect * t));
  const [p1, p0] = [mean(1), mean(0)];
  const rate = [HAZARD, HAZARD * Math.exp(-effect)] as const;
  const restricted = (r: number): number => (1 - Math.exp(-r * TAU)) / r;
  const incidence = (r: number): number => (r / (r + 0.004)) * (1 - Math.exp(-(r + 0.004) * TAU));
  const covered = (cells: readonly Omit<Cell, 'judged'>[]): Cell[] =>
    cells.map((cell) => ({ ...cell, judged: 'coverage' }));
  return {
    id,
    title,
    rows,
    draws: rows * 12,
    truths: {
      difference: p1 - p0,
      logRatio: Math.log(p1 / p0),
      logOdds: Math.log(p1 / (1 - p1)) - Math.log(p0 / (1 - p0)),
      mean: effect,
      logHazard: -effect,
      survival: Math.exp(-rate[1] * TAU) - Math.exp(-rate[0] * TAU),
      rmst: restricted(rate[1]) - restricted(rate[0]),
      incidence: incidence(rate[1]) - incidence(rate[0]),
    },
    columns: (draws) =>
      columnsOf(rows, () => {
        const x = draws.normal();
        const g = draws.flip(SHARE);
        const t = draws.flip(0.5);
        const y = draws.flip(expit(baseline(x, g) + effect * t));
        const before = x + draws.normal();
        const income = 1 + effect * t + 0.8 * before + 0.5 * g + draws.normal();
        const first = draws.exponential(rate[t]);
        const other = draws.exponential(0.004);
        const censoring = Math.min(90, 200 * draws.uniform());
        const time = Math.min(first, censoring);
        const cause = Math.min(first, other) > censoring ? 0 : first < other ? 1 : 2;
        const event = first <= censoring ? 1 : 0;
        return { x, g, t, y, before, income, time, event, until: Math.min(first, other, censoring), cause };
      }),
    cells: [
      ...covered([
        ...['newcombe', 'wald', 'miettinen-nurminen', 'mee', 'agresti-caffo'].map((interval) => ({
          id: 'risk-difference',
          roles: trial,
          options: { interval },
          truth: 'difference',
        })),
        ...['katz', 'koopman', 'miettinen-nurminen'].map((interval) => ({
          id: 'risk-ratio',
          roles: trial,
          options: { interval },
          truth: 'logRatio',
        })),
        { id: 'odds-ratio', roles: trial, truth: 'logOdds' },
        { id: 'two-proportion-test', roles: trial, truth: 'difference' },
        { id: 'mantel-haenszel', roles: { ...trial, strata: ['g'] }, truth: 'difference' },
        {
          id: 'mantel-haenszel',
          roles: { ...trial, strata: ['g'] },
          options: { variance: 'greenland-robins' },
          truth: 'difference',
        },
        { id: 'standardisation', roles: { ...trial, strata: ['g'] }, truth: 'difference' },
        { id: 'welch', roles: measured, truth: 'mean' },
        { id: 'least-squares', roles: { ...measured, covariates: ['x', 'before', 'g'] }, truth: 'mean' },
        {
          id: 'least-squares',
          roles: { ...measured, covariates: ['x', 'before', 'g'] },
          options: { variance: 'HC3' },
          truth: 'mean',
        },
        ...['lin', 'ancova', 'cuped'].map((adjustment) => ({
          id: 'cuped',
          roles: { ...measured, covariates: ['before'] },
          options: { adjustment },
          truth: 'mean',
        })),
        { id: 'ipw', roles: { ...trial, covariates }, truth: 'difference' },
        { id: 'aipw', roles: { ...trial, covariates }, truth: 'difference' },
        { id: 'tmle', roles: { ...trial, covariates }, truth: 'difference' },
        { id: 'g-computation', roles: { ...trial, covariates }, truth: 'difference' },
        { id: 'kaplan-meier', roles: durations, options: { times: [TAU] }, truth: 'survival' },
        { id: 'rmst', roles: durations, options: { tau: TAU }, truth: 'rmst' },
        { id: 'cox', roles: durations, truth: 'logHazard' },
        { id: 'cox', roles: durations, options: { variance: 'robust' }, truth: 'logHazard' },
        ...['infinitesimal-jackknife', 'aalen'].map((variance) => ({
          id: 'cumulative-incidence',
          roles: { treatment: 't', time: 'until', event: 'cause' },
          options: { variance, times: [TAU] },
          truth: 'incidence',
        })),
      ]),
      {
        id: 'log-rank',
        roles: durations,
        truth: 'logHazard',
        judged: effect === 0 ? 'coverage' : 'reported',
        note: effect === 0 ? 'a test' : 'the one-step hazard ratio is biased towards 1 by design',
      },
      {
        id: 'fisher-exact',
        roles: trial,
        truth: 'logOdds',
        judged: 'reported',
        note: 'exact, hence conservative',
      },
    ],
  };
}

export const randomised: readonly Scenario[] = [
  trialOf('a-effect', '(a) randomised', 0.4),
  trialOf('a-null', '(a) randomised, no effect', 0),
];
