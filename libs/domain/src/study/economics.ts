import { z } from 'zod';
import { localText, text } from '../shared/text.js';

/**
 * What is supposed about money, with where it comes from: `published` has a source one can open, `assumed` is a choice
 * that its source explains, `unverified` was said by somebody and nobody has checked it.
 */
export const ASSUMPTION_STATES = ['published', 'assumed', 'unverified'] as const;

const sourced = {
  label: localText(160),
  source: text(400),
  status: z.enum(ASSUMPTION_STATES),
};

/** A number that is not known exactly, with the numbers of its distribution in the order `libs/stats` names them. */
export const Assumption = z.strictObject({
  ...sourced,
  distribution: z.enum(['fixed', 'uniform', 'triangular', 'normal', 'lognormal']),
  numbers: z.array(z.number()).min(1).max(3),
});
export type Assumption = z.infer<typeof Assumption>;

/**
 * From an effect to money. Part of the protocol, so that it is frozen before the estimate is known, and changes only by an
 * amendment with a reason. `deadweight` and `displacement` have no default: zero is an assumption as well.
 */
export const Economics = z.strictObject({
  currency: z.enum(['euro', 'dollar']),
  /** What one gain is: an outcome more, or a unit of time less without it (the effect is then one on time lost). */
  gain: z.enum(['outcome', 'time']),
  /** Money per gain. */
  benefit: Assumption,
  /** Money per person reached. */
  cost: Assumption,
  /** Share of the gains that would have come about anyway; 0 where the comparison group already takes them away. */
  deadweight: Assumption,
  /** Share of the gains taken from others. */
  displacement: Assumption,
  /** Ratios of benefit to cost that others have claimed, shown beside and never used. */
  claims: z
    .array(z.strictObject({ ...sourced, ratio: z.number() }))
    .max(10)
    .optional(),
});
export type Economics = z.infer<typeof Economics>;
