/** What one seed gave under one time-zero rule. */
export interface Figures {
  readonly value: number;
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
  /** The figure nobody adjusted; null where the arms were drawn by lot, since the plain comparison is the estimate then. */
  readonly naive: { readonly value: number; readonly lower: number; readonly upper: number } | null;
  /** Rows behind the estimate. */
  readonly rows: number;
}

/** A study that was refused has no figure: it counts as an interval that does not cover. */
export type Reading = Figures | { readonly refused: string };

export const RULES = ['assignment', 'landmark', 'grace', 'trials-initiation', 'trials-per-protocol'] as const;
export type Rule = (typeof RULES)[number];
export type Readings = Partial<Record<Rule, Reading>>;
export type Truths = Partial<Record<Rule, number>>;

/** One kind of file of the world, and the rules that are studied on it. */
export interface Source {
  readonly id: string;
  readonly rules: readonly Rule[];
  /** True effects in the population that people are drawn from: no sample enters. */
  readonly truths: () => Truths;
  readonly read: (seed: number, persons: number, folder: string) => Promise<Readings>;
}
