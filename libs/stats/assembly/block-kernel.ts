// AssemblyScript, not TypeScript: `node tools/build-kernels.mjs` compiles it to src/kernels/simd-binary.ts.
//
// The same functions as src/kernels/plain-kernel.ts, operation by operation, two rows at a time: lane 0 holds the even rows
// of a block and lane 1 the odd ones, so that both give the same bits. No relaxed SIMD and no fused multiply-add.
// Positions count doubles; columns of a block lie BLOCK apart; counts are even (an odd block ends with a row of zeros).

const BLOCK: i32 = 256;

@inline
function at(position: i32): usize {
  return (<usize>position) << 3;
}

@inline
function read(pointer: usize, row: i32): v128 {
  return v128.load(pointer + ((<usize>row) << 3));
}

@inline
function fold(sum: v128): f64 {
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** c + d·r. */
@inline
function line(c: f64, d: f64, r: v128): v128 {
  return f64x2.add(f64x2.splat(c), f64x2.mul(f64x2.splat(d), r));
}

/**
 * exp(x) of two x <= 0: Cody and Waite's reduction, Taylor's series to the 13th power on |r| <= ln(2)/2, by Estrin's scheme, whose
 * short chains keep the processor busy. Adding 1.5 * 2^52 rounds to a whole number and leaves it in the lowest bits.
 */
@inline
function expOfNegative(given: v128): v128 {
  const x = f64x2.max(given, f64x2.splat(-708.0));
  const rounded = f64x2.add(f64x2.mul(x, f64x2.splat(1.4426950408889634)), f64x2.splat(6755399441055744.0));
  const k = f64x2.sub(rounded, f64x2.splat(6755399441055744.0));
  const high = f64x2.sub(x, f64x2.mul(k, f64x2.splat(0.6931471803691238)));
  const r = f64x2.sub(high, f64x2.mul(k, f64x2.splat(1.9082149292705877e-10)));
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const t0 = f64x2.add(line(0.5, 1.0 / 6.0, r), f64x2.mul(line(1.0 / 24.0, 1.0 / 120.0, r), r2));
  const t1 = f64x2.add(line(1.0 / 720.0, 1.0 / 5040.0, r), f64x2.mul(line(1.0 / 40320.0, 1.0 / 362880.0, r), r2));
  const t2 = f64x2.add(
    line(1.0 / 3628800.0, 1.0 / 39916800.0, r),
    f64x2.mul(line(1.0 / 479001600.0, 1.0 / 6227020800.0, r), r2),
  );
  const series = f64x2.add(t0, f64x2.mul(f64x2.add(t1, f64x2.mul(t2, r4)), r4));
  const p = f64x2.add(f64x2.splat(1.0), f64x2.add(r, f64x2.mul(r2, series)));
  const power = i64x2.shl(i64x2.add(rounded, i64x2.splat(1023)), 52);
  return f64x2.mul(p, power);
}

export function standardise(z: i32, count: i32, width: i32, centre: i32, scale: i32): void {
  for (let j = 1; j < width; j++) {
    const column = at(z + j * BLOCK);
    const c = f64x2.splat(load<f64>(at(centre + j)));
    const s = f64x2.splat(load<f64>(at(scale + j)));
    for (let i = 0; i < count; i += 2) {
      v128.store(column + at(i), f64x2.mul(f64x2.sub(read(column, i), c), s));
    }
  }
}

export function predict(z: i32, count: i32, width: i32, beta: i32, eta: i32): void {
  const out = at(eta);
  const first = f64x2.splat(load<f64>(at(beta)));
  for (let i = 0; i < count; i += 2) v128.store(out + at(i), first);
  for (let j = 1; j < width; j++) {
    const column = at(z + j * BLOCK);
    const slope = f64x2.splat(load<f64>(at(beta + j)));
    for (let i = 0; i < count; i += 2) {
      v128.store(out + at(i), f64x2.add(read(out, i), f64x2.mul(slope, read(column, i))));
    }
  }
}

export function expit(eta: i32, count: i32, out: i32): void {
  const one = f64x2.splat(1.0);
  for (let i = 0; i < count; i += 2) {
    const x = read(at(eta), i);
    const tail = expOfNegative(f64x2.neg(f64x2.abs(x)));
    const larger = f64x2.div(one, f64x2.add(one, tail));
    const positive = f64x2.ge(x, f64x2.splat(0.0));
    v128.store(at(out + i), v128.bitselect(larger, f64x2.mul(tail, larger), positive));
  }
}

export function exponential(eta: i32, count: i32, out: i32): void {
  for (let i = 0; i < count; i += 2) v128.store(at(out + i), expOfNegative(read(at(eta), i)));
}

export function logistic(
  eta: i32,
  outcome: i32,
  frequency: i32,
  count: i32,
  weight: i32,
  residual: i32,
  tails: i32,
  sums: i32,
): void {
  const one = f64x2.splat(1.0);
  const zero = f64x2.splat(0.0);
  let product = one;
  let linear = zero;
  for (let i = 0; i < count; i += 2) {
    const x = read(at(eta), i);
    const f = read(at(frequency), i);
    const size = f64x2.abs(x);
    const tail = expOfNegative(f64x2.neg(size));
    const above = f64x2.add(one, tail);
    const larger = f64x2.div(one, above);
    const smaller = f64x2.mul(tail, larger);
    const event = f64x2.eq(read(at(outcome), i), one);
    const wrong = v128.xor(f64x2.ge(x, zero), event);
    const miss = f64x2.mul(f, v128.bitselect(larger, smaller, wrong));
    v128.store(at(weight + i), f64x2.mul(f64x2.mul(f, larger), smaller));
    v128.store(at(residual + i), v128.bitselect(miss, f64x2.neg(miss), event));
    v128.store(at(tails + i), tail);
    product = f64x2.mul(product, v128.bitselect(one, above, f64x2.eq(f, zero)));
    linear = f64x2.add(linear, v128.bitselect(f64x2.mul(f, size), zero, wrong));
  }
  store<f64>(at(sums), f64x2.extract_lane(product, 0) * f64x2.extract_lane(product, 1));
  store<f64>(at(sums + 1), fold(linear));
}

export function cross(z: i32, residual: i32, count: i32, width: i32, sums: i32): void {
  const r = at(residual);
  let j = 0;
  for (; j + 1 < width; j += 2) {
    const left = at(z + j * BLOCK);
    const right = at(z + (j + 1) * BLOCK);
    let s0 = f64x2.splat(0.0);
    let s1 = f64x2.splat(0.0);
    for (let i = 0; i < count; i += 2) {
      const value = read(r, i);
      s0 = f64x2.add(s0, f64x2.mul(value, read(left, i)));
      s1 = f64x2.add(s1, f64x2.mul(value, read(right, i)));
    }
    add(sums + j, fold(s0));
    add(sums + j + 1, fold(s1));
  }
  if (j < width) {
    const left = at(z + j * BLOCK);
    let s0 = f64x2.splat(0.0);
    for (let i = 0; i < count; i += 2) s0 = f64x2.add(s0, f64x2.mul(read(r, i), read(left, i)));
    add(sums + j, fold(s0));
  }
}

@inline
function add(position: i32, value: f64): void {
  store<f64>(at(position), load<f64>(at(position)) + value);
}

@inline
function packed(a: i32, b: i32): i32 {
  return ((a * (a + 1)) >> 1) + b;
}

/** Rows a and a + 1 of the triangle against columns b..b+3 at once; sums beyond the triangle are formed and dropped. */
function tile(z: i32, weight: i32, count: i32, a: i32, b: i32, width: i32, sums: i32): void {
  const w = at(weight);
  const upper = at(z + a * BLOCK);
  const lower = at(z + (a + 1) * BLOCK);
  const b0 = at(z + b * BLOCK);
  const b1 = at(z + (b + 1) * BLOCK);
  const b2 = at(z + (b + 2) * BLOCK);
  const b3 = at(z + (b + 3) * BLOCK);
  let s0 = f64x2.splat(0.0);
  let s1 = f64x2.splat(0.0);
  let s2 = f64x2.splat(0.0);
  let s3 = f64x2.splat(0.0);
  let t0 = f64x2.splat(0.0);
  let t1 = f64x2.splat(0.0);
  let t2 = f64x2.splat(0.0);
  let t3 = f64x2.splat(0.0);
  for (let i = 0; i < count; i += 2) {
    const value = read(w, i);
    const u = f64x2.mul(value, read(upper, i));
    const v = f64x2.mul(value, read(lower, i));
    const z0 = read(b0, i);
    const z1 = read(b1, i);
    const z2 = read(b2, i);
    const z3 = read(b3, i);
    s0 = f64x2.add(s0, f64x2.mul(u, z0));
    t0 = f64x2.add(t0, f64x2.mul(v, z0));
    s1 = f64x2.add(s1, f64x2.mul(u, z1));
    t1 = f64x2.add(t1, f64x2.mul(v, z1));
    s2 = f64x2.add(s2, f64x2.mul(u, z2));
    t2 = f64x2.add(t2, f64x2.mul(v, z2));
    s3 = f64x2.add(s3, f64x2.mul(u, z3));
    t3 = f64x2.add(t3, f64x2.mul(v, z3));
  }
  add(sums + packed(a, b), fold(s0));
  if (b + 1 <= a) add(sums + packed(a, b + 1), fold(s1));
  if (b + 2 <= a) add(sums + packed(a, b + 2), fold(s2));
  if (b + 3 <= a) add(sums + packed(a, b + 3), fold(s3));
  if (a + 1 >= width) return;
  add(sums + packed(a + 1, b), fold(t0));
  if (b + 1 <= a + 1) add(sums + packed(a + 1, b + 1), fold(t1));
  if (b + 2 <= a + 1) add(sums + packed(a + 1, b + 2), fold(t2));
  if (b + 3 <= a + 1) add(sums + packed(a + 1, b + 3), fold(t3));
}

export function gram(z: i32, weight: i32, count: i32, width: i32, sums: i32): void {
  for (let a = 0; a < width; a += 2) {
    for (let b = 0; b <= a + 1 && b < width; b += 4) tile(z, weight, count, a, b, width, sums);
  }
}

/** Copies `columns` columns of a matrix at the rows named in `picked`: from `stride` apart to BLOCK apart. */
export function gather(source: i32, stride: i32, picked: i32, count: i32, columns: i32, out: i32): void {
  for (let i = 0; i < count; i++) {
    let from = at(source + <i32>load<f64>(at(picked + i)));
    let to = at(out + i);
    for (let j = 0; j < columns; j++) {
      store<f64>(to, load<f64>(from));
      from += at(stride);
      to += at(BLOCK);
    }
  }
  if ((count & 1) === 0) return;
  for (let j = 0; j < columns; j++) store<f64>(at(out + j * BLOCK + count), 0.0);
}

/** Adds one to the unit that a uniform number of two words points at: see unit() in src/resampling/random.ts. */
@inline
function hit(counts: i32, units: f64, upper: u64, lower: u64): void {
  const uniform = (<f64>upper * 1048576.0 + <f64>(lower >> 12) + 0.5) * 2.220446049250313e-16;
  add(counts + <i32>(uniform * units), 1.0);
}

/** Philox4x32-10, as in src/resampling/philox.ts: two draws a block. */
export function draw(units: i32, stream: u32, streamHigh: u32, seed: u32, seedHigh: u32, counts: i32): void {
  const size = <f64>units;
  for (let next = 0; next < units; next += 2) {
    let a = <u64>(next >> 1);
    let b: u64 = 0;
    let c = <u64>stream;
    let d = <u64>streamHigh;
    let k0 = seed;
    let k1 = seedHigh;
    for (let round = 0; round < 10; round++) {
      const p = c * 0xcd9e8d57;
      const q = a * 0xd2511f53;
      a = (p >> 32) ^ b ^ <u64>k0;
      c = (q >> 32) ^ d ^ <u64>k1;
      b = p & 0xffffffff;
      d = q & 0xffffffff;
      k0 += 0x9e3779b9;
      k1 += 0xbb67ae85;
    }
    hit(counts, size, a, b);
    if (next + 1 < units) hit(counts, size, c, d);
  }
}
