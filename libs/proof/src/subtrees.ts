/** Leaves from `start` (included) to `end` (excluded). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The full subtrees that a span from the split of a tree is made of, from left to right, the largest first. */
export function subtrees({ start, end }: Span): Span[] {
  const parts: Span[] = [];
  for (let at = start; at < end;) {
    const width = largestPowerBelow(end - at + 1);
    parts.push({ start: at, end: at + width });
    at += width;
  }
  return parts;
}

/** Largest power of two below n, which is at least 2. Exact up to 2^53: no logarithm is taken of a large number. */
export function largestPowerBelow(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}
