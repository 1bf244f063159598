import normal from '@stdlib/stats-base-dists-normal';

/** The finaliser of MurmurHash3 (Appleby 2011): every bit of the input moves half the bits of the output. */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * A counter-based generator: the draw is a hash of (seed, person, number of the draw), so person 7 is the same in a
 * world of ten people and of a million, and no draw depends on the order of the others.
 *
 * @returns a uniform strictly between 0 and 1, with 32 bits
 */
export function uniform(seed: number, person: number, draw: number): number {
  const byPerson = mix(mix(seed ^ 0x5bd1e995) + Math.imul(person + 1, 0x9e3779b1));
  return (mix(byPerson + Math.imul(draw + 1, 0x7feb352d)) + 0.5) / 4_294_967_296;
}

/** A standard normal by inversion. */
export const gaussian = (seed: number, person: number, draw: number): number =>
  normal.quantile(uniform(seed, person, draw), 0, 1);
