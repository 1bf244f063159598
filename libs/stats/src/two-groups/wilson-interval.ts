/** Limits of one proportion x/n: Wilson (1927), without continuity correction. */
export function wilsonInterval(x: number, n: number, z: number): readonly [number, number] {
  const p = x / n;
  const centre = p + (z * z) / (2 * n);
  const reach = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  // With no events (or only events) the limit is exactly 0 (or 1); the formula gives it up to rounding.
  return [x === 0 ? 0 : (centre - reach) / scale, x === n ? 1 : (centre + reach) / scale];
}
