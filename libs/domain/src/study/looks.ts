import { z } from 'zod';

/**
 * How often the data may be looked at, said before the first look.
 *
 * `group_sequential`: the error rate is spent as information 1/SE² grows (Lan and DeMets 1983); `informationMax` is that
 * planned for the last look, in units of the estimand (risks from 0 to 1, or the outcome's own), and all of the error
 * is spent there; `fractions`, when given, are its planned looks as shares of that information, and a look beyond them
 * explores. `anytime`: limits that hold at every look there may be, narrowest at about `tunedAt` people
 * (Waudby-Smith and others 2024).
 */
export const Looks = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('single') }),
  z.strictObject({
    kind: z.literal('group_sequential'),
    spending: z.enum(['obrien-fleming', 'pocock', 'kim-demets']),
    informationMax: z.number().positive(),
    fractions: z.array(z.number().positive().max(10)).min(1).max(100).optional(),
  }),
  z.strictObject({ kind: z.literal('anytime'), tunedAt: z.int().min(100) }),
]);
export type Looks = z.infer<typeof Looks>;

/** What one of several planned looks was allowed to say. */
export const LookRecord = z.strictObject({
  kind: z.enum(['group_sequential', 'anytime']),
  /** 1/SE² of the primary estimate. */
  information: z.number().positive(),
  /** min(1, information / informationMax); null for limits that hold at any time. */
  fraction: z.number().nullable(),
  /** Share of the error rate, of both sides, that this look spent and that all looks so far have; null as above. */
  spent: z.number().nullable(),
  cumulative: z.number().nullable(),
  /** Standard errors from the estimate to either limit of its interval. */
  critical: z.number(),
  /** True when the rest of the error rate is spent here: looks after it explore. */
  last: z.boolean(),
  /** Too few events, or people, for limits over many looks: nothing was spent, and looks after it build on those before. */
  belowFloor: z.literal(true).optional(),
});
export type LookRecord = z.infer<typeof LookRecord>;
