import type { TwoByTwo } from './two-by-two.js';
import { wilsonInterval } from './wilson-interval.js';
import { square } from '../core/power.js';

/** Limits of a risk difference from the Wilson limits of both arms: Newcombe (1998), method 10. */
export function newcombeInterval({ x1, n1, x0, n0 }: TwoByTwo, z: number): readonly [number, number] {
  const p1 = x1 / n1;
  const p0 = x0 / n0;
  const [l1, u1] = wilsonInterval(x1, n1, z);
  const [l0, u0] = wilsonInterval(x0, n0, z);
  const difference = p1 - p0;
  return [difference - distance(p1 - l1, u0 - p0), difference + distance(u1 - p1, p0 - l0)];
}

const distance = (a: number, b: number): number => Math.sqrt(square(a) + square(b));
