import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, level } from '../catalogue/option.js';
import { normalCritical, normalPValue } from '../core/distributions.js';
import type { Finding, Json } from '../core/estimate.js';
import { plainInterval } from '../core/intervals.js';
import type { SampleWith } from '../core/sample.js';
import { aggregateEffects } from './aggregate-effects.js';
import { breakdownValue } from './breakdown.js';
import { changeMethods, type ChangeMethod } from './change-contrast.js';
import { groupTimeEffects, preTrendTest, type Effect } from './group-time.js';
import { panelOf } from './panel.js';

const roles = {
  required: ['outcome', 'unit', 'period', 'firstTreated'],
  optional: ['covariates'],
} as const;

const options = {
  control: choice(['never', 'notyet'], 'Comparison units: never treated, or not yet treated.'),
  method: choice(changeMethods, 'How covariates enter: doubly robust, weighting, or regression.'),
  basePeriod: choice(['varying'], 'Before treatment each period is compared with the one before it.'),
  level,
};

/**
 * Effects of a measure that units adopt at different times: ATT(g, t) of the group first treated in g at time t. The figure is the simple
 * aggregate.
 *
 * Estimand: the effect on the treated (ATT), averaged over groups and times after adoption.
 * Assumes: without treatment the groups would have changed in parallel (given the covariates of the base period), nobody acts on treatment
 * before it starts, and once treated units stay treated.
 * Formula: Callaway and Sant'Anna (2021). `details`: `groupTime`, `aggregate` (`simple`, `dynamic`, `group`), `preTrend` (Wald test that all
 * effects before treatment are zero), `breakdown` (Rambachan and Roth 2023: of the mean effect, and of the first period's).
 * Variance: analytic, by influence functions over units, without the 1/(n-1) of a sample variance, as `did` with bstrap = FALSE.
 * Shapes: a balanced panel, a row for each unit and period: outcome, unit, period, firstTreated (0 for never; an empty cell is missing),
 * covariates.
 * Units: those of the outcome.
 * Tested against: the formulas of package did, written out in R.
 * Errors: repeated-observation, changing-unit, single-arm, too-few-rows, no-overlap, not-estimable, those of the models (separation,
 * collinear).
 *
 * @example estimate('group-time-att', table, { outcome: 'lemp', unit: 'county', period: 'year', firstTreated: 'first' })
 */
export const groupTimeAtt = defineEstimator({
  id: 'group-time-att',
  group: 'designs',
  what: 'Effects by group and time of a measure adopted at different times (Callaway and Sant’Anna).',
  estimand: 'ATT',
  ...roles,
  options,
  run: (sample, chosen) => staggered(sample, chosen, 'simple'),
});

/**
 * Effects by time since treatment: the dynamic aggregate of `group-time-att`, with the same details. The figure is the mean over event times
 * from 0 on.
 *
 * Estimand: the effect on the treated (ATT) by time since adoption. Not the coefficients of a two-way fixed-effects regression, which mix
 * event times when effects differ between groups (Sun and Abraham 2021).
 * Assumes: what `group-time-att` does: parallel changes without treatment, no anticipation, treatment for good.
 * Formula: Callaway and Sant'Anna (2021): ATT(g, g + e) averaged over groups by their size, then over e.
 * Variance: that of `group-time-att`, with the sizes of the groups as estimated.
 * Shapes: a balanced panel, as `group-time-att`; `details.aggregate.dynamic` has a figure for each e.
 * Units: those of the outcome.
 * Tested against: the documentation of package did (mpdta, -0.0772) and its formulas in R.
 * Errors: those of `group-time-att`.
 *
 * @example estimate('event-study', table, { outcome: 'lemp', unit: 'county', period: 'year', firstTreated: 'first' })
 */
export const eventStudy = defineEstimator({
  id: 'event-study',
  group: 'designs',
  what: 'Effects by time since treatment, from those by group and time.',
  estimand: 'ATT',
  ...roles,
  options,
  run: (sample, chosen) => staggered(sample, chosen, 'dynamic'),
});

function staggered(
  sample: SampleWith<'outcome' | 'unit' | 'period' | 'firstTreated'>,
  { control, method, level: wanted }: { control: 'never' | 'notyet'; method: ChangeMethod; level: number },
  figure: 'simple' | 'dynamic',
): Finding {
  const panel = panelOf(sample);
  const effects = groupTimeEffects(panel, control, method);
  const aggregate = aggregateEffects(effects, panel);
  const { value, standardError } = figure === 'simple' ? aggregate.simple : aggregate.dynamic.overall;
  const show = (effect: Effect): { [name: string]: Json } => ({
    value: effect.value,
    standardError: effect.standardError,
    ...bounds(effect, wanted),
  });
  const after = aggregate.dynamic.at.filter(({ eventTime }) => eventTime >= 0);
  const changes = aggregate.dynamic.at.filter(({ eventTime }) => eventTime < 0);
  const reach = after.reduce((sum, { eventTime }) => sum + eventTime + 1, 0) / after.length;
  const critical = normalCritical(wanted);
  const treated = panel.first.reduce((sum, g, i) => (g === 0 ? sum : sum + panel.frequency[i]!), 0);
  const test = preTrendTest(effects, panel);
  return {
    estimand: 'ATT',
    measure: sample.outcomeIsBinary ? 'risk-difference' : 'mean-difference',
    value,
    standardError,
    standardErrorScale: 'natural',
    interval: plainInterval(value, standardError, wanted),
    n: { total: panel.total, treated, comparison: panel.total - treated, events: null },
    details: {
      groupTime: effects.map((effect) => ({ group: effect.group, time: effect.time, n: effect.n, ...show(effect) })),
      aggregate: {
        simple: show(aggregate.simple),
        dynamic: {
          overall: show(aggregate.dynamic.overall),
          at: aggregate.dynamic.at.map((effect) => ({ eventTime: effect.eventTime, ...show(effect) })),
        },
        group: {
          overall: show(aggregate.group.overall),
          at: aggregate.group.at.map((effect) => ({ group: effect.group, ...show(effect) })),
        },
      },
      preTrend: test === null ? null : { ...test },
      breakdown: {
        value: breakdownValue(aggregate.dynamic.overall, changes, reach, critical, panel),
        first: breakdownValue(after[0]!, changes, after[0]!.eventTime + 1, critical, panel),
      },
      pValue: standardError > 0 ? normalPValue(value / standardError) : null,
      periods: panel.periods,
    },
    warnings: panel.warnings,
  };
}

const bounds = ({ value, standardError }: Effect, wanted: number): { lower: number | null; upper: number | null } => {
  const { lower, upper } = plainInterval(value, standardError, wanted);
  return { lower, upper };
};
