/**
 * exp, expm1, log and log1p whose bits do not depend on the engine: IEEE 754 fixes the result of + - * / and sqrt, and
 * nothing else; `Math.exp` may change its last digit with a version. Error below one unit in the last place.
 *
 * After e_exp.c, s_expm1.c, e_log.c and s_log1p.c of FreeBSD msun, which carry this notice:
 *
 *   Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun Microsystems, Inc.
 *   business. Permission to use, copy, modify, and distribute this software is freely granted, provided that this
 *   notice is preserved.
 *
 * An ESLint rule keeps `Math.exp` and its like out of the rest of the library.
 */
import { highWord, powerOfTwo, scaled, withHighWord } from './float-bits.js';

export const LN2_HIGH = 6.9314718036912381649e-1;
export const LN2_LOW = 1.90821492927058770002e-10;
const INVERSE_LN2 = 1.442695040888963387;
const HALF_LN2 = 0.34657359027997264;
const LARGEST_EXPONENT = 7.09782712893383973096e2;
const SMALLEST_EXPONENT = -7.4513321910194110842e2;

/** x - (R(x) - x²...)/..., the rational part of exp on [0, ln 2 / 2]: r - t(P₁ + t(P₂ + ...)), t = r². */
export function expRemainder(r: number): number {
  const t = r * r;
  return (
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t * (6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))))
  );
}

/** e^x. */
export function exp(x: number): number {
  if (x > LARGEST_EXPONENT) return Infinity;
  if (x < SMALLEST_EXPONENT) return 0;
  if (Math.abs(x) <= HALF_LN2) {
    if (Math.abs(x) < 2.3e-10) return 1 + x;
    const c = expRemainder(x);
    return 1 - ((x * c) / (c - 2) - x);
  }
  if (x !== x) return NaN;
  const k = Math.trunc(INVERSE_LN2 * x + (x < 0 ? -0.5 : 0.5));
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const c = expRemainder(r);
  return scaled(1 - (low - (r * c) / (2 - c) - high), k);
}

/** e^x - 1, without loss near 0. */
export function expm1(x: number): number {
  if (x > LARGEST_EXPONENT) return Infinity;
  if (x < -39) return -1;
  if (x !== x || Math.abs(x) < 5e-17) return x;
  let r = x;
  let k = 0;
  let lost = 0;
  if (Math.abs(x) > HALF_LN2) {
    k = Math.trunc(INVERSE_LN2 * x + (x < 0 ? -0.5 : 0.5));
    const high = x - k * LN2_HIGH;
    const low = k * LN2_LOW;
    r = high - low;
    lost = high - r - low;
  }
  const half = 0.5 * r;
  const s = r * half;
  const r1 =
    1 +
    s *
      (-3.33333333333331316428e-2 +
        s *
          (1.58730158725481460165e-3 +
            s * (-7.93650757867487942473e-5 + s * (4.00821782732936239552e-6 + s * -2.01099218183624371326e-7))));
  const t = 3 - r1 * half;
  let e = s * ((r1 - t) / (6 - r * t));
  if (k === 0) return r - (r * e - s);
  e = r * (e - lost) - lost - s;
  if (k === -1) return 0.5 * (r - e) - 0.5;
  if (k === 1) return r < -0.25 ? -2 * (e - (r + 0.5)) : 1 + 2 * (r - e);
  if (k <= -2 || k > 56) return scaled(1 - (e - r), k) - 1;
  const inverse = powerOfTwo(-k);
  return (k < 20 ? 1 - inverse - (e - r) : r - (e + inverse) + 1) * powerOfTwo(k);
}

/** The series of log((1 + s)/(1 - s)) beyond its first term, in z = s². */
const logSeries = (z: number): number =>
  z *
  (6.66666666666673513e-1 +
    z *
      (3.999999999940941908e-1 +
        z *
          (2.857142874366239149e-1 +
            z *
              (2.222219843214978396e-1 +
                z * (1.818357216161805012e-1 + z * (1.531383769920937332e-1 + z * 1.479819860511658591e-1))))));

/** Natural logarithm; -Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let k = 0;
  let scaledUp = x;
  if (x < 2.2250738585072014e-308) {
    k = -54;
    scaledUp = x * 18014398509481984;
  }
  const word = highWord(scaledUp);
  const fraction = word & 0xfffff;
  // Into [sqrt(1/2), sqrt(2)).
  const carry = (fraction + 0x95f64) & 0x100000;
  k += (word >>> 20) - 1023 + (carry >>> 20);
  const f = withHighWord(scaledUp, fraction | (carry ^ 0x3ff00000)) - 1;
  if (f === 0) return k * LN2_HIGH + k * LN2_LOW;
  const halfSquare = 0.5 * f * f;
  const s = f / (2 + f);
  const tail = s * (halfSquare + logSeries(s * s));
  return k === 0 ? f - (halfSquare - tail) : k * LN2_HIGH - (halfSquare - (tail + k * LN2_LOW) - f);
}

/** log(1 + x), without loss near 0. */
export function log1p(x: number): number {
  if (!(x > -1)) return x === -1 ? -Infinity : NaN;
  if (x === Infinity || Math.abs(x) < 5e-17) return x;
  let k = 0;
  let f = x;
  let lost = 0;
  if (x <= -0.2928932188134525 || x >= 0.41421356237309503) {
    const u = x < 9007199254740992 ? 1 + x : x;
    const word = highWord(u);
    k = (word >>> 20) - 1023;
    lost = u === x ? 0 : (k > 0 ? 1 - (u - x) : x - (u - 1)) / u;
    const fraction = word & 0xfffff;
    const upper = fraction >= 0x6a09e;
    if (upper) k++;
    f = withHighWord(u, fraction | (upper ? 0x3fe00000 : 0x3ff00000)) - 1;
  }
  const halfSquare = 0.5 * f * f;
  if (f === 0) return k * LN2_HIGH + (lost + k * LN2_LOW);
  const s = f / (2 + f);
  const tail = s * (halfSquare + logSeries(s * s));
  return k === 0 ? f - (halfSquare - tail) : k * LN2_HIGH - (halfSquare - (tail + (k * LN2_LOW + lost)) - f);
}
