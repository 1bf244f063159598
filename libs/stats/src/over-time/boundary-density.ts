import normal from '@stdlib/stats-base-dists-normal';
import { exp } from '../core/elementary.js';
import { findRoot } from '../core/find-root.js';

/** Gauss-Legendre's rule with eight points on (-1, 1), half of it: the other half is its mirror. */
const HALF_RULE = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
] as const;
const RULE = [...HALF_RULE.map(([node, weight]) => [-node, weight] as const), ...HALF_RULE];
/** Beyond this many standard deviations a normal has less than 1e-19. */
const REACH = 9;
const FURTHEST = 38;

/**
 * The paths of a test statistic that have not crossed at any look: weights of a quadrature rule over the score Z√I times the
 * density there, under no effect. `information` is that of the last look.
 */
export interface Density {
  readonly information: number;
  readonly points: Float64Array;
  readonly mass: Float64Array;
}

/** Before the first look: everything at 0. */
export const start: Density = { information: 0, points: Float64Array.of(0), mass: Float64Array.of(1) };

/** Probability of a score above z√I at the next look, among the paths still within the boundaries. */
export function crossing({ information, points, mass }: Density, next: number, z: number): number {
  const edge = z * Math.sqrt(next);
  const sd = Math.sqrt(next - information);
  let sum = 0;
  for (let i = 0; i < points.length; i++) sum += mass[i]! * normal.cdf((points[i]! - edge) / sd, 0, 1);
  return sum;
}

/** The boundary that spends `error` on each side at the next look; null when no boundary within reach spends as little. */
export function boundaryFor(density: Density, next: number, error: number): number | null {
  return findRoot((z) => crossing(density, next, z) - error, 0, FURTHEST);
}

/**
 * The density after the next look, between -boundary and boundary: f(s) = ∫ f(u) φ((s - u)/√Δ)/√Δ du (Armitage, McPherson and
 * Rowe 1969), by Gauss-Legendre panels no wider than half the narrower of the step and the score (after Jennison and Turnbull
 * 2000, chapter 19, whose grid is Simpson's).
 */
export function advance(density: Density, next: number, boundary: number): Density {
  const sd = Math.sqrt(next);
  const step = Math.sqrt(next - density.information);
  const edge = Math.min(boundary, REACH) * sd;
  const panels = Math.min(800, Math.ceil((2 * edge) / (0.5 * Math.min(step, sd))));
  const half = edge / panels;
  const points = new Float64Array(RULE.length * panels);
  const mass = new Float64Array(points.length);
  const scale = 1 / (step * Math.sqrt(2 * Math.PI));
  let at = 0;
  for (let panel = 0; panel < panels; panel++) {
    const centre = -edge + (2 * panel + 1) * half;
    for (const [node, weight] of RULE) {
      const s = centre + half * node;
      let sum = 0;
      for (let i = 0; i < density.points.length; i++) {
        const u = (s - density.points[i]!) / step;
        if (u < REACH && u > -REACH) sum += density.mass[i]! * exp(-0.5 * u * u);
      }
      points[at] = s;
      mass[at++] = half * weight * scale * sum;
    }
  }
  return { information: next, points, mass };
}
