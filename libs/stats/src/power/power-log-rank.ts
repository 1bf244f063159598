import normal from '@stdlib/stats-base-dists-normal';
import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, level, number, optionalNumber } from '../catalogue/option.js';
import { normalCritical } from '../core/distributions.js';
import { log } from '../core/elementary.js';
import { square } from '../core/power.js';
import { StatisticalError } from '../core/statistical-error.js';
import { designEffect, given, planned, power } from './planning.js';

/**
 * Power of the two-sided log-rank test, which depends on the number of events D and not on people.
 *
 * Estimand: none: a plan. `details.requiredEvents` has the power asked for, and with `eventShare`, the share of people seen to have the event,
 * `requiredTotal` people.
 * Assumes: proportional hazards and equal censoring. `designEffect` divides the events.
 * Formula: Schoenfeld (1981), Φ(√(D π(1 - π)) |ln HR| - z) with π the share treated; Freedman (1982), for proportional hazards without a
 * logarithm, Φ(√(D φ) |1 - HR| / (1 + φ HR) - z), φ = π/(1 - π).
 * Variance: that of the score under no effect, D π(1 - π).
 * Shapes: numbers in options; no rows.
 * Units: a probability; events and people are counts.
 * Tested against: the formulas in R.
 * Errors: missing-role, invalid-option (a hazard ratio of 1).
 *
 * @example hazard ratio 2, equal arms, power 0.8: 65.3 events (Schoenfeld), 70.6 (Freedman).
 */
export const powerLogRank = defineEstimator({
  id: 'power-log-rank',
  group: 'many',
  what: 'Chance that a log-rank test sees a hazard ratio, and the events it takes.',
  estimand: 'planning',
  required: [],
  options: {
    hazardRatio: optionalNumber('Hazard ratio expected, treated over comparison; required.', { minimum: 1e-6 }),
    events: optionalNumber('Events expected in all; not set: their number is asked for.', { minimum: 1 }),
    share: number(0.5, 'Share treated.', { minimum: 0.001, maximum: 0.999 }),
    eventShare: optionalNumber('Share of people seen to have the event, to turn events into people.', {
      minimum: 1e-9,
      maximum: 1,
    }),
    formula: choice(['schoenfeld', 'freedman'], 'Which approximation.'),
    power,
    designEffect,
    level,
  },
  run(_, options) {
    const hazardRatio = given('power-log-rank', options, 'hazardRatio');
    if (hazardRatio === 1) {
      throw new StatisticalError('invalid-option', 'A hazard ratio of 1 is no effect: no number of events sees it.', [
        'hazardRatio',
      ]);
    }
    const { share, events, eventShare, designEffect: effect } = options;
    const odds = share / (1 - share);
    // What one event adds to the squared expectation of the test statistic.
    const perEvent =
      options.formula === 'schoenfeld'
        ? share * (1 - share) * square(log(hazardRatio))
        : (odds * square(1 - hazardRatio)) / square(1 + odds * hazardRatio);
    const critical = normalCritical(options.level);
    const requiredEvents = (effect * square(critical + normal.quantile(options.power, 0, 1))) / perEvent;
    const value =
      events === null ? options.power : normal.cdf(Math.sqrt((events / effect) * perEvent) - critical, 0, 1);
    return planned('power', value, options.level, 0, {
      requiredEvents,
      requiredTotal: eventShare === null ? null : Math.ceil(requiredEvents / eventShare),
    });
  },
});
