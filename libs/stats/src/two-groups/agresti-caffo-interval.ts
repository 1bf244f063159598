import type { TwoByTwo } from './two-by-two.js';

/** Wald's limits after adding one event and one non-event to each arm: Agresti and Caffo (2000). */
export function agrestiCaffoInterval({ x1, n1, x0, n0 }: TwoByTwo, z: number): readonly [number, number] {
  const p1 = (x1 + 1) / (n1 + 2);
  const p0 = (x0 + 1) / (n0 + 2);
  const reach = z * Math.sqrt((p1 * (1 - p1)) / (n1 + 2) + (p0 * (1 - p0)) / (n0 + 2));
  return [Math.max(-1, p1 - p0 - reach), Math.min(1, p1 - p0 + reach)];
}
