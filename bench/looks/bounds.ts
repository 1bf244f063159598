/** How many of so many studies may claim an effect that is not there. */

export type Bounds = readonly [least: number, most: number];

/** What was declared of 1,000 studies before any was drawn, and the rate around which it lies. */
export interface Declared {
  readonly rate: number;
  readonly of1000: Bounds;
}

const DECLARED = 1000;

/** Claims by spending: 5 of 100. */
export const SPENDING: Declared = { rate: 0.05, of1000: [29, 74] };
/** Claims by a sequence that is tuned at the last of twelve looks and ends there: as a Brownian motion leaves its limits. */
export const SEQUENCE: Declared = { rate: 0.0095, of1000: [0, 21] };
/** Claims by whoever takes each of so many looks for the only one. */
export const NAIVE_TWELVE: Declared = { rate: 0.21, of1000: [169, 253] };
export const NAIVE_SIX: Declared = { rate: 0.149, of1000: [115, 184] };

/**
 * Bounds of the same strictness for another number of studies: a count around the same rate leaves them, on either side, no
 * more often than one of 1,000 leaves those declared. Exact binomial; of 1,000, what was declared.
 */
export const boundsOf = (studies: number, { rate, of1000: [least, most] }: Declared): Bounds => [
  leastOf(studies, rate, least),
  studies - leastOf(studies, 1 - rate, DECLARED - most),
];

function leastOf(studies: number, rate: number, declared: number): number {
  const allowed = chances(DECLARED, rate)
    .slice(0, declared)
    .reduce((sum, chance) => sum + chance, 0);
  let below = 0;
  return chances(studies, rate).findIndex((chance) => (below += chance) > allowed);
}

/** Of 0 to `studies` claims. */
function chances(studies: number, rate: number): number[] {
  let log = studies * Math.log1p(-rate);
  return Array.from({ length: studies + 1 }, (_, count) => {
    const chance = Math.exp(log);
    log += Math.log((studies - count) / (count + 1)) + Math.log(rate) - Math.log1p(-rate);
    return chance;
  });
}
