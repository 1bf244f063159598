import { columnsOf, expit } from '#calibration/draws';
import type { Cell, Scenario } from '#calibration/scenario';

const UNITS = 120;
const panel = { outcome: 'income', treatment: 't', period: 'period', unit: 'unit' };

/** Two periods; the treated are other units, with the same trend. */
const twoPeriods: Scenario = {
  id: 'h-periods',
  title: '(h) two periods, parallel trends',
  rows: 2 * UNITS,
  manifold: 10,
  draws: UNITS * 6,
  truths: { mean: 0.5 },
  columns: (draws) => {
    const own = Array.from({ length: UNITS }, () => draws.normal());
    return columnsOf(2 * UNITS, (i) => {
      const unit = i >> 1;
      const period = i & 1;
      const t = unit % 2;
      return { unit, period, t, income: own[unit]! + 0.7 * t + 0.3 * period + 0.5 * t * period + draws.normal() };
    });
  },
  cells: [
    { id: 'did', roles: panel, truth: 'mean', judged: 'coverage' },
    { id: 'did', roles: panel, options: { variance: 'CR2' }, truth: 'mean', judged: 'coverage' },
  ],
};

const ADOPTERS = 400;
const adoption = { outcome: 'income', unit: 'unit', period: 'period', firstTreated: 'first' };
const given = { ...adoption, covariates: ['x'] };

/** Four periods; a third adopts in the third or the fourth, rather those with a high x, whose trend is steeper. The effect grows. */
const staggered: Scenario = {
  id: 'h-staggered',
  title: '(h) adopted at different times, trends parallel given x',
  rows: 4 * ADOPTERS,
  manifold: 5,
  draws: ADOPTERS * 14,
  // Equal groups: (0.5 + 0.75 + 0.5) / 3 over the three cells; the mean of 0.5 and 0.75 over event times.
  truths: { simple: 1.75 / 3, dynamic: 0.625 },
  columns: (draws) => {
    const units = Array.from({ length: ADOPTERS }, () => {
      const x = draws.normal();
      const first = draws.flip(expit(-0.6 + 0.5 * x)) === 0 ? 0 : 3 + draws.flip(0.5);
      return { x, first, own: draws.normal() };
    });
    return columnsOf(4 * ADOPTERS, (i) => {
      const unit = i >> 2;
      const period = 1 + (i & 3);
      const { x, first, own } = units[unit]!;
      const effect = first > 0 && period >= first ? 0.5 + 0.25 * (period - first) : 0;
      return { unit, period, x, first, income: own + (0.2 + 0.3 * x) * period + effect + draws.normal() };
    });
  },
  cells: [
    ...['dr', 'ipw', 'reg'].map((method): Cell => ({
      ...{ id: 'group-time-att', roles: given, options: { method }, truth: 'simple', judged: 'coverage' },
    })),
    { id: 'group-time-att', roles: given, options: { control: 'notyet' }, truth: 'simple', judged: 'coverage' },
    { id: 'event-study', roles: given, truth: 'dynamic', judged: 'coverage' },
    { id: 'group-time-att', roles: adoption, truth: 'simple', judged: 'reported', note: 'without x: biased' },
  ],
};

export const panels: readonly Scenario[] = [twoPeriods, staggered];
