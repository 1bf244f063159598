import { z } from 'zod';
import { localText, text } from '../shared/text.js';

export const PRINCIPLES = ['usable', 'used', 'useful', 'impactful', 'efficient'] as const;
export const IMPACT_TYPES = ['economic', 'social', 'environmental', 'strategic', 'satisfaction', 'political'] as const;

const oneToFive = z.int().min(1).max(5);

/** What an indicator counts, precisely enough that two people computing it get the same figure. */
export const IndicatorDefinition = z.strictObject({
  numerator: text(400),
  denominator: text(400).optional(),
  unit: z.enum(['percent', 'count', 'score', 'euro', 'day']),
  population: text(400),
  /** The span of time one value covers. */
  window: text(200),
  /** Days before the outcome of a period is fully known. */
  outcomeLagDays: z.int().min(0).max(1500),
  geography: text(120),
  source: text(400),
  principle: z.enum(PRINCIPLES),
  impactType: z.enum(IMPACT_TYPES),
  directness: z.enum(['direct', 'indirect']),
  /** Counts activity, not effect: never shown as impact. */
  isVanity: z.boolean(),
  /** Stands in for an effect that cannot be measured yet. */
  isProxy: z.boolean(),
  priority: z.strictObject({ userValue: oneToFive, dataEase: oneToFive }),
});
export type IndicatorDefinition = z.infer<typeof IndicatorDefinition>;

/** A material change breaks the series; an editorial one only says the same thing better. */
export const ChangeKind = z.enum(['material', 'editorial']);
export type ChangeKind = z.infer<typeof ChangeKind>;

export const IndicatorName = localText(200);
