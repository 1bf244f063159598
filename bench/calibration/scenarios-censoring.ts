import { columnsOf } from '#calibration/draws';
import type { Cell, Scenario } from '#calibration/scenario';

const TAU = 60;
const HAZARD = 0.012;
const survivalOf = (t: 0 | 1): number => {
  // One binary cause of both the event and the censoring.
  const at = (g: 0 | 1): number => Math.exp(-HAZARD * Math.exp(1.1 * g - 0.4 * t) * TAU);
  return 0.5 * at(1) + 0.5 * at(0);
};
/** Periods of a day. */
const lossesModelled = { censoring: 'pooled-logistic', periods: 90 };
const adjusted = (options: Cell['options']): Omit<Cell, 'judged'> => ({
  id: 'adjusted-survival',
  roles: { ...durations, covariates: ['g'] },
  options: { variance: 'estimated-score', times: [TAU], tau: TAU, ...options },
  truth: 'survival',
});
const durations = { treatment: 't', time: 'time', event: 'event' };

/** Those at higher risk are lost earlier, more so without treatment: plain curves are wrong, weighted ones are not. */
export const censored: Scenario = {
  id: 'g-censoring',
  title: '(g) informative censoring',
  rows: 1000,
  draws: 1000 * 4,
  truths: { survival: survivalOf(1) - survivalOf(0) },
  columns: (draws) =>
    columnsOf(1000, () => {
      const g = draws.flip(0.5);
      const t = draws.flip(0.5);
      const duration = draws.exponential(HAZARD * Math.exp(1.1 * g - 0.4 * t));
      const lost = draws.exponential(0.004 * Math.exp(1.6 * g * (1 - t)));
      const censoring = Math.min(lost, 90);
      return { g, t, time: Math.min(duration, censoring), event: duration <= censoring ? 1 : 0 };
    }),
  cells: [
    {
      ...{ id: 'kaplan-meier', roles: durations, options: { times: [TAU] } },
      ...{ truth: 'survival', judged: 'reported', note: 'no weights: biased' },
    },
    { ...adjusted({}), judged: 'reported', note: 'weights for treatment only: biased' },
    { ...adjusted(lossesModelled), judged: 'coverage' },
    {
      ...{ id: 'aipcw', roles: { ...durations, covariates: ['g'] }, options: { times: [TAU] } },
      ...{ truth: 'survival', judged: 'coverage' },
    },
    {
      ...adjusted({ ...lossesModelled, periods: 6 }),
      ...{ judged: 'reported', note: 'periods of fifteen days: within one, losses count as unrelated' },
    },
  ],
};
