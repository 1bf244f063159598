const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/** The upper 32 bits of a 64-bit product, from four products of halves: exact in integers, alike on every machine. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carried = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + (middle >>> 16) + (carried >>> 16)) >>> 0;
}

/**
 * Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", section 3.3): a
 * keyed bijection of 128-bit counters, so that the n-th number needs none of those before it. Tested against the known
 * answers of the authors' Random123 library.
 *
 * @param counter four words of 32 bits, least significant first
 * @param key two words
 * @param out receives four words
 */
export function philox(
  counter0: number,
  counter1: number,
  counter2: number,
  counter3: number,
  key0: number,
  key1: number,
  out: Uint32Array,
): void {
  let a = counter0;
  let b = counter1;
  let c = counter2;
  let d = counter3;
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < ROUNDS; round++) {
    const nextA = multiplyHigh(MULTIPLIER_1, c) ^ b ^ k0;
    const nextC = multiplyHigh(MULTIPLIER_0, a) ^ d ^ k1;
    b = Math.imul(MULTIPLIER_1, c);
    d = Math.imul(MULTIPLIER_0, a);
    a = nextA;
    c = nextC;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  out[0] = a;
  out[1] = b;
  out[2] = c;
  out[3] = d;
}
