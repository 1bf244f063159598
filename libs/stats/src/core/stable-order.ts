/**
 * Row numbers in ascending order of a numeric column, ties in row order. NaN is not allowed.
 *
 * A radix sort on the bits of the doubles: linear in the rows and free of comparison callbacks, which dominate the
 * time of survival curves at national scale. -0 and 0 are the same value and stay in row order.
 */
export function stableOrder(values: Float64Array): Uint32Array {
  const n = values.length;
  const low = new Uint32Array(n);
  const high = new Uint32Array(n);
  const cell = new Float64Array(1);
  const bits = new Uint32Array(cell.buffer);
  for (let i = 0; i < n; i++) {
    cell[0] = values[i]! + 0;
    const sign = bits[1]! >>> 31;
    // Negative doubles order backwards by their bits: flip all bits; positive ones only need the sign set.
    low[i] = sign === 1 ? ~bits[0]! : bits[0]!;
    high[i] = sign === 1 ? ~bits[1]! : bits[1]! | 0x80000000;
  }
  let from = new Uint32Array(n);
  let to = new Uint32Array(n);
  for (let i = 0; i < n; i++) from[i] = i;
  const counts = new Uint32Array(65536);
  for (const [keys, shift] of [
    [low, 0],
    [low, 16],
    [high, 0],
    [high, 16],
  ] as const) {
    counts.fill(0);
    for (let i = 0; i < n; i++) counts[(keys[i]! >>> shift) & 0xffff]!++;
    if (n > 0 && counts[(keys[0]! >>> shift) & 0xffff] === n) continue;
    let start = 0;
    for (let digit = 0; digit < 65536; digit++) {
      const count = counts[digit]!;
      counts[digit] = start;
      start += count;
    }
    for (let i = 0; i < n; i++) {
      const row = from[i]!;
      to[counts[(keys[row]! >>> shift) & 0xffff]!++] = row;
    }
    [from, to] = [to, from];
  }
  return from;
}
