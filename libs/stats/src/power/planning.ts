import type { OptionValue } from '../catalogue/option.js';
import { number } from '../catalogue/option.js';
import type { Details, Finding, Measure } from '../core/estimate.js';
import { noInterval } from '../core/intervals.js';
import { StatisticalError } from '../core/statistical-error.js';

/** Options all planning methods share. */
export const power = number(0.8, 'Chance of seeing the effect, where a size is asked for.', {
  minimum: 0.05,
  maximum: 0.9999,
});
export const designEffect = number(
  1,
  'How many people stand for one independent one: 1 + (cluster size - 1) × intracluster correlation, or n over the effective sample size after weighting.',
  { minimum: 1 },
);

/** A number a method cannot do without. Error: missing-role. */
export function given(method: string, options: Readonly<Record<string, OptionValue>>, name: string): number {
  const value = options[name];
  if (typeof value === 'number') return value;
  throw new StatisticalError('missing-role', `${method} needs the option ${name}.`, [name]);
}

/** The answer of a method that computes from numbers and has no rows. */
export function planned(
  measure: Measure,
  value: number | null,
  level: number,
  total: number,
  details: Details,
): Finding {
  return {
    estimand: 'planning',
    measure,
    value,
    standardError: null,
    standardErrorScale: 'natural',
    interval: noInterval(level),
    n: { total, treated: null, comparison: null, events: null },
    details,
  };
}
