import type { SurvivalCurve } from './survival-curve.js';
import { exp, log } from '../core/elementary.js';

export const confidenceScales = ['log', 'plain', 'log-log'] as const;
export type ConfidenceScale = (typeof confidenceScales)[number];

export interface SurvivalLimits {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * Pointwise limits of a survival curve, NaN where they do not exist: at S = 0 on every scale, at S = 1 on log-log.
 * Conventions of survival::survfit: limits stay within 0 and 1. Kalbfleisch and Prentice (2002), chapter 1.
 */
export function survivalLimits(
  { survival, logVariance }: SurvivalCurve,
  scale: ConfidenceScale,
  z: number,
): SurvivalLimits {
  const lower = new Float64Array(survival.length);
  const upper = new Float64Array(survival.length);
  for (let k = 0; k < survival.length; k++) {
    [lower[k], upper[k]] = limitsAt(survival[k]!, logVariance[k]!, scale, z);
  }
  return { lower, upper };
}

/** Limits of one survival probability from the variance of its logarithm. */
export function limitsAt(s: number, logVariance: number, scale: ConfidenceScale, z: number): [number, number] {
  if (s === 0) return [NaN, NaN];
  const reach = z * Math.sqrt(logVariance);
  if (scale === 'log') return [s * exp(-reach), Math.min(1, s * exp(reach))];
  if (scale === 'plain') return [Math.max(0, s - reach * s), Math.min(1, s + reach * s)];
  if (s === 1) return [NaN, NaN];
  const centre = log(-log(s));
  const width = reach / log(s);
  return [exp(-exp(centre - width)), exp(-exp(centre + width))];
}
