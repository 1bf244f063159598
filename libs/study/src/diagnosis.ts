import type { Diagnostics, LocalText } from '@impact-ledger/domain';
import { largestOf } from './balance-rows.js';

/** What is known of the comparison before any outcome is looked at. */
export interface Diagnosis extends Omit<Diagnostics, 'gates'> {
  /** Largest absolute standardised difference after adjustment; before it where the arms cannot be weighted. */
  readonly largestImbalance: number;
  /** How many differences it is the largest of, where the gate allows for what chance gives of so many. */
  readonly differences?: number;
  /** People whose weights the effective size is of, where these are not all of an arm. */
  readonly counted?: Readonly<Record<'treated' | 'comparison', number>>;
  /** True when the covariates tell the arms apart without error: nobody is comparable. */
  readonly separated: boolean;
  readonly limits: readonly LocalText[];
}

/** The part that depends on how the arms are weighted. */
export type Adjusted = Omit<Diagnosis, 'flow' | 'arms' | 'persons'>;

/** No weights: nobody is comparable. */
export const inseparable = (balance: Diagnostics['balance'], limit: LocalText): Adjusted => ({
  balance,
  overlap: null,
  effectiveSampleSize: { treated: 0, comparison: 0 },
  largestImbalance: largestOf(balance),
  separated: true,
  limits: [limit],
});
