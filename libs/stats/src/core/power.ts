import { expRemainder } from './elementary.js';
import { highWord, scaled, upperHalf, withHighWord } from './float-bits.js';

/** 2/(3 ln 2) in one and in two parts; log₂ 1.5 in two; ln 2 in one and two. */
const CP = 9.61796693925975554329e-1;
const CP_HIGH = 9.61796700954437255859e-1;
const CP_LOW = -7.02846165095275826516e-9;
const LOG2_OF_1_5_HIGH = 5.84962487220764160156e-1;
const LOG2_OF_1_5_LOW = 1.35003920212974897128e-8;
const LN2 = 6.93147180559945286227e-1;
const LN2_HIGH = 6.93147182464599609375e-1;
const LN2_LOW = -1.90465429995776804525e-9;

/**
 * x^y for x >= 0, error below 0.7 units in the last place, the same bits in every engine; NaN for a negative x.
 *
 * log₂ x to 70 bits in two parts, times y in two parts, then 2^z. After e_pow.c of FreeBSD msun, whose notice stands
 * in `elementary.ts`. For squares and cubes write the product: it is exact to half a unit and faster.
 */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (!(x >= 0) || y !== y) return NaN;
  if (x === 0 || x === Infinity) return (x === 0) === y > 0 ? 0 : Infinity;
  if (Math.abs(y) === Infinity || Math.abs(y) > 1e200) return x > 1 === y > 0 ? Infinity : 0;

  let exponent = 0;
  let m = x;
  if (x < 2.2250738585072014e-308) {
    m = x * 9007199254740992;
    exponent = -53;
  }
  const word = highWord(m);
  const fraction = word & 0xfffff;
  exponent += (word >>> 20) - 1023;
  let high = fraction | 0x3ff00000;
  const nearOneAndHalf = fraction > 0x3988e && fraction < 0xbb67a;
  if (fraction >= 0xbb67a) {
    exponent++;
    high -= 0x100000;
  }
  m = withHighWord(m, high);
  const base = nearOneAndHalf ? 1.5 : 1;

  // s = (m - base)/(m + base) in two parts.
  const u = m - base;
  const v = 1 / (m + base);
  const s = u * v;
  const sHigh = upperHalf(s);
  const tHigh = withHighWord(0, ((high >> 1) | 0x20000000) + 0x80000 + (nearOneAndHalf ? 0x40000 : 0));
  const tLow = m - (tHigh - base);
  const sLow = v * (u - sHigh * tHigh - sHigh * tLow);
  // log of it: 2s + (2/3)s³ + ..., in two parts.
  const s2 = s * s;
  const series =
    s2 *
      s2 *
      (5.99999999999994648725e-1 +
        s2 *
          (4.28571428578550184252e-1 +
            s2 *
              (3.33333329818377432918e-1 +
                s2 *
                  (2.72728123808534006489e-1 + s2 * (2.30660745775561754067e-1 + s2 * 2.06975017800338417784e-1))))) +
    sLow * (sHigh + s);
  const square = sHigh * sHigh;
  const cHigh = upperHalf(3 + square + series);
  const cLow = series - (cHigh - 3 - square);
  const a = sHigh * cHigh;
  const b = sLow * cHigh + cLow * s;
  const pHigh = upperHalf(a + b);
  const pLow = b - (pHigh - a);
  const zHigh = CP_HIGH * pHigh;
  const zLow = CP_LOW * pHigh + pLow * CP + (nearOneAndHalf ? LOG2_OF_1_5_LOW : 0);
  const offset = nearOneAndHalf ? LOG2_OF_1_5_HIGH : 0;
  const logHigh = upperHalf(zHigh + zLow + offset + exponent);
  const logLow = zLow - (logHigh - exponent - offset - zHigh);

  // y·log₂ x in two parts, then two to that power.
  const yHigh = upperHalf(y);
  const productLow = (y - yHigh) * logHigh + y * logLow;
  const productHigh = yHigh * logHigh;
  const total = productLow + productHigh;
  if (total >= 1024) return Infinity;
  if (total <= -1075) return 0;
  const whole = Math.round(total);
  const rest = productHigh - whole;
  const t = upperHalf(productLow + rest);
  const w = t * LN2_HIGH;
  const z0 = (productLow - (t - rest)) * LN2 + t * LN2_LOW;
  const z = w + z0;
  const lost = z0 - (z - w);
  const c = expRemainder(z);
  return scaled(1 - ((z * c) / (c - 2) - (lost + z * lost) - z), whole);
}

/** x², exact to half a unit in the last place; `x ** 2` need not be. */
export const square = (x: number): number => x * x;

/** x³. */
export const cube = (x: number): number => x * x * x;
