import { z } from 'zod';

/** Fewer people than this could be recognised, where a source asks for nothing else. */
export const SMALLEST_PUBLISHED = 11;

const Smallest = z.int('must be a whole number').min(1, 'must be 1 (hides nothing) or more').max(1000);

/**
 * The smallest count of people that may be published, by the name of its source as measurements and data sets write it. 1
 * hides nothing: right for counts of visits or documents, never for counts of people.
 */
export const PublicationPolicy = z.strictObject({
  smallest: Smallest,
  sources: z.record(z.string().min(1), Smallest),
});
export type PublicationPolicy = z.infer<typeof PublicationPolicy>;

export const DEFAULT_POLICY: PublicationPolicy = { smallest: SMALLEST_PUBLISHED, sources: {} };

/** The strictest rule of the sources that a figure rests on. */
export function smallestOf({ smallest, sources }: PublicationPolicy, of: readonly string[]): number {
  const known = of.map((source) => sources[source] ?? smallest);
  return known.length === 0 ? smallest : Math.max(...known);
}

/** A count that could single people out: at least one person, and fewer than may be published. Nobody is no one's secret. */
export const isSmall = (count: number, smallest: number): boolean => count > 0 && count < smallest;

/** To a tenth of a point, as every published rate: `30.25` of percent is `30.3`. */
export const publishedRate = (percent: string): string => (Math.round(Number(percent) * 10) / 10).toFixed(1);
