const value = new Float64Array(1);
const words = new Uint32Array(value.buffer);
value[0] = 1;
/** Where the half with sign and exponent lies: the order of bytes differs between machines. */
const HIGH = words[1] === 0 ? 0 : 1;
const LOW = 1 - HIGH;

/** Sign, exponent and the first 20 bits of the fraction. */
export function highWord(x: number): number {
  value[0] = x;
  return words[HIGH]!;
}

/** The number with another high word. */
export function withHighWord(x: number, high: number): number {
  value[0] = x;
  words[HIGH] = high;
  return value[0];
}

/** The number with the lower half of its bits cleared: its square is exact. */
export function upperHalf(x: number): number {
  value[0] = x;
  words[LOW] = 0;
  return value[0];
}

const SMALLEST = -1074;
/** 2⁻¹⁰⁷⁴ to 2¹⁰²³, by halving and doubling, which are exact. */
const POWERS = new Float64Array(1024 - SMALLEST);
for (let k = 0, power = 1; k <= 1023; k++, power *= 2) POWERS[k - SMALLEST] = power;
for (let k = -1, power = 0.5; k >= SMALLEST; k--, power /= 2) POWERS[k - SMALLEST] = power;

/** 2^k of a whole k from -1074 to 1023, exact. */
export const powerOfTwo = (k: number): number => POWERS[k - SMALLEST]!;

/** y·2^k for y near 1 and k from -1100 to 1024, rounded once at most. */
export function scaled(y: number, k: number): number {
  if (k > 1023) return y * 2 * powerOfTwo(1023);
  return k >= -1021 ? y * powerOfTwo(k) : y * powerOfTwo(k + 1000) * powerOfTwo(-1000);
}
