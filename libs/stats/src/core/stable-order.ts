const DIGITS = 4;
const VALUES = 65536;

/**
 * Row numbers in ascending order of a numeric column, ties in row order. NaN is not allowed.
 *
 * A radix sort on the bits of the doubles, read where they lie, sixteen at a time so that no step leaves small integers: linear in
 * the rows, free of comparison callbacks, which dominate the time of survival curves at national scale, and eight bytes a row.
 * -0 and 0 are the same value and stay in row order.
 */
export function stableOrder(values: Float64Array): Uint32Array {
  const n = values.length;
  const words = new Uint16Array(values.buffer, values.byteOffset, DIGITS * n);
  const counts = new Uint32Array(DIGITS * VALUES);
  for (let row = 0; row < n; row++) {
    for (let digit = 0; digit < DIGITS; digit++) counts[digit * VALUES + digitOf(words, row, digit)]!++;
  }
  let from: Uint32Array<ArrayBuffer> | null = null;
  let to = new Uint32Array(n);
  for (let digit = 0; digit < DIGITS; digit++) {
    const places = counts.subarray(digit * VALUES, (digit + 1) * VALUES);
    if (n === 0 || places[digitOf(words, 0, digit)] === n) continue;
    let start = 0;
    for (let value = 0; value < VALUES; value++) {
      const count = places[value]!;
      places[value] = start;
      start += count;
    }
    if (from === null) {
      for (let row = 0; row < n; row++) to[places[digitOf(words, row, digit)]!++] = row;
    } else {
      for (let i = 0; i < n; i++) to[places[digitOf(words, from[i]!, digit)]!++] = from[i]!;
    }
    const done = to;
    to = from ?? new Uint32Array(n);
    from = done;
  }
  return from ?? to.map((_, row) => row);
}

/**
 * Digits, the lowest first, of a key that orders like the double: negative doubles order backwards by their bits, so all of those are
 * flipped; of others only the sign.
 */
function digitOf(words: Uint16Array, row: number, digit: number): number {
  const at = DIGITS * row;
  const top = words[at + 3]!;
  const word = words[at + digit]!;
  const zero = (words[at]! | words[at + 1]! | words[at + 2]! | (top & 0x7fff)) === 0;
  if (top >= 0x8000 && !zero) return word ^ 0xffff;
  return digit === 3 ? word | 0x8000 : word;
}
