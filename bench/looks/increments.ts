/** Whether estimates at successive looks move together as independent increments of information imply. */
import type { Bounds } from '#looks/bounds';
import { information } from '#looks/readings';
import type { Seen } from '#looks/worlds';

interface LookOfAll {
  /** Behind a look, on average. */
  readonly people: number;
  /** Of estimates over seeds, in standard errors as stated: 1 where the stated error is right. */
  readonly spread: number;
  /** Of the estimate with that of the last look, measured and √(I/I of the last). */
  readonly correlation: number;
  readonly implied: number;
}

export interface Increments {
  readonly looks: readonly LookOfAll[];
  readonly pairs: number;
  /** Of all pairs, the furthest that a correlation lies from √(I of the earlier/I of the later), in its own errors (Fisher's z). */
  readonly furthest: number;
  /** Three errors of a spread that is 1. */
  readonly spreadBounds: Bounds;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function correlationOf(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [mean(one), mean(other)];
  const product = (x: readonly number[], of: number, y: readonly number[], and: number): number =>
    x.reduce((sum, value, i) => sum + (value - of) * (y[i]! - and), 0);
  return product(one, a, other, b) / Math.sqrt(product(one, a, one, a) * product(other, b, other, b));
}

export function incrementsOf(paths: readonly (readonly Seen[])[]): Increments {
  const looks = paths[0]!.map((_, k) => {
    const at = paths.map((path) => path[k]!);
    const values = at.map(({ value }) => value);
    const standardised = at.map(({ value, standardError }) => value / standardError);
    const centre = mean(standardised);
    return {
      people: mean(at.map(({ n }) => n.total)),
      spread: Math.sqrt(mean(standardised.map((z) => (z - centre) ** 2))),
      information: mean(at.map(information)),
      values,
    };
  });
  const together = (j: number, k: number) => ({
    correlation: correlationOf(looks[j]!.values, looks[k]!.values),
    implied: Math.sqrt(looks[j]!.information / looks[k]!.information),
  });
  const last = looks.length - 1;
  const departures = looks.flatMap((_, k) =>
    Array.from({ length: k }, (_, j) => {
      const { correlation, implied } = together(j, k);
      return Math.abs(Math.atanh(correlation) - Math.atanh(implied)) * Math.sqrt(paths.length - 3);
    }),
  );
  const margin = 3 / Math.sqrt(2 * paths.length);
  return {
    looks: looks.map(({ people, spread }, k) => ({ people, spread, ...together(k, last) })),
    pairs: departures.length,
    furthest: Math.max(...departures),
    spreadBounds: [1 - margin, 1 + margin],
  };
}
