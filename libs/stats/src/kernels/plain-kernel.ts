import { fillUniform } from '../resampling/random.js';
import { BLOCK, type BlockKernel } from './block-kernel.js';

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
/** Adding it rounds a small number to a whole one. */
const ROUNDER = 6755399441055744;
/** 2⁰, 2⁻¹, ..., 2⁻¹⁰²². */
const POWERS = new Float64Array(1023);
for (let k = 0, power = 1; k < POWERS.length; k++, power /= 2) POWERS[k] = power;

/**
 * exp(x) for x <= 0 to within an ulp or so, in the operations that two lanes of SIMD do as well. x = k·ln 2 + r (Cody and Waite
 * 1980), then Taylor's series by Estrin's scheme. Below -708 it stays at exp(-708).
 */
export function expOfNegative(given: number): number {
  const x = Math.max(given, -708);
  const k = x * 1.4426950408889634 + ROUNDER - ROUNDER;
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  const r2 = r * r;
  const r4 = r2 * r2;
  const t0 = 0.5 + (1 / 6) * r + (1 / 24 + (1 / 120) * r) * r2;
  const t1 = 1 / 720 + (1 / 5040) * r + (1 / 40320 + (1 / 362880) * r) * r2;
  const t2 = 1 / 3628800 + (1 / 39916800) * r + (1 / 479001600 + (1 / 6227020800) * r) * r2;
  const series = t0 + (t1 + t2 * r4) * r4;
  return (1 + (r + r2 * series)) * POWERS[-k]!;
}

/** The kernel in plain TypeScript: what the fast one is held against, and what runs where WebAssembly is not allowed. */
export function plainKernel(): BlockKernel {
  let m = new Float64Array(0);
  const add = (position: number, value: number): void => {
    m[position]! += value;
  };

  return {
    name: 'plain',
    memory(doubles) {
      if (m.length < doubles) m = new Float64Array(doubles);
      return m;
    },

    standardise(z, count, width, centre, scale) {
      for (let j = 1; j < width; j++) {
        const c = m[centre + j]!;
        const s = m[scale + j]!;
        const column = z + j * BLOCK;
        for (let i = column; i < column + count; i++) m[i] = (m[i]! - c) * s;
      }
    },

    predict(z, count, width, beta, eta) {
      for (let i = 0; i < count; i++) m[eta + i] = m[beta]!;
      for (let j = 1; j < width; j++) {
        const slope = m[beta + j]!;
        for (let i = 0; i < count; i++) m[eta + i]! += slope * m[z + j * BLOCK + i]!;
      }
    },

    exponential(eta, count, out) {
      for (let i = 0; i < count; i++) m[out + i] = expOfNegative(m[eta + i]!);
    },

    expit(eta, count, out) {
      for (let i = 0; i < count; i++) {
        const x = m[eta + i]!;
        const tail = expOfNegative(-Math.abs(x));
        const larger = 1 / (1 + tail);
        m[out + i] = x >= 0 ? larger : tail * larger;
      }
    },

    logistic(eta, outcome, frequency, count, weight, residual, tails, sums) {
      const product: [number, number] = [1, 1];
      const linear: [number, number] = [0, 0];
      for (let i = 0; i < count; i++) {
        const lane = (i & 1) as 0 | 1;
        const x = m[eta + i]!;
        const f = m[frequency + i]!;
        const size = Math.abs(x);
        const tail = expOfNegative(-size);
        const larger = 1 / (1 + tail);
        const smaller = tail * larger;
        const event = m[outcome + i] === 1;
        const wrong = x >= 0 !== event;
        const miss = f * (wrong ? larger : smaller);
        m[weight + i] = f * larger * smaller;
        m[residual + i] = event ? miss : -miss;
        m[tails + i] = tail;
        product[lane] *= f === 0 ? 1 : 1 + tail;
        linear[lane] += wrong ? f * size : 0;
      }
      m[sums] = product[0] * product[1];
      m[sums + 1] = linear[0] + linear[1];
    },

    cross(z, residual, count, width, sums) {
      for (let j = 0; j < width; j++) {
        let even = 0;
        let odd = 0;
        for (let i = 0; i < count; i += 2) {
          even += m[residual + i]! * m[z + j * BLOCK + i]!;
          odd += m[residual + i + 1]! * m[z + j * BLOCK + i + 1]!;
        }
        add(sums + j, even + odd);
      }
    },

    gram(z, weight, count, width, sums) {
      for (let a = 0, next = sums; a < width; a++) {
        for (let b = 0; b <= a; b++, next++) {
          let even = 0;
          let odd = 0;
          for (let i = 0; i < count; i += 2) {
            even += m[weight + i]! * m[z + a * BLOCK + i]! * m[z + b * BLOCK + i]!;
            odd += m[weight + i + 1]! * m[z + a * BLOCK + i + 1]! * m[z + b * BLOCK + i + 1]!;
          }
          add(next, even + odd);
        }
      }
    },

    gather(source, stride, picked, count, columns, out) {
      for (let j = 0; j < columns; j++) {
        for (let i = 0; i < count; i++) m[out + j * BLOCK + i] = m[source + j * stride + m[picked + i]!]!;
        if (count % 2 === 1) m[out + j * BLOCK + count] = 0;
      }
    },

    draw(units, stream, streamHigh, seed, seedHigh, counts) {
      const whole = (low: number, high: number): number => high * 2 ** 32 + (low >>> 0);
      const from = { stream: whole(stream, streamHigh), seed: whole(seed, seedHigh) };
      for (const uniform of fillUniform(from, new Float64Array(units))) add(counts + Math.floor(uniform * units), 1);
    },
  };
}
