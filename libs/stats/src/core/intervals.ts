import type { Interval } from './estimate.js';
import { normalCritical } from './distributions.js';
import { exp } from './elementary.js';

/** value ± z·se. */
export function plainInterval(value: number, standardError: number, level: number): Interval {
  const reach = normalCritical(level) * standardError;
  return { level, lower: value - reach, upper: value + reach };
}

/** exp(log value ± z·se): for ratios, whose error is that of the logarithm. */
export function logInterval(value: number, standardErrorOfLog: number, level: number): Interval {
  const reach = normalCritical(level) * standardErrorOfLog;
  return { level, lower: value * exp(-reach), upper: value * exp(reach) };
}

/** For methods that give a figure without limits. */
export const noInterval = (level: number): Interval => ({ level, lower: null, upper: null });
