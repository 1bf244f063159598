import normal from '@stdlib/stats-base-dists-normal';
import { exp } from '../core/elementary.js';
import { StatisticalError } from '../core/statistical-error.js';
import { fillUniform, type Stream } from '../resampling/random.js';

export const distributions = ['fixed', 'uniform', 'triangular', 'normal', 'lognormal'] as const;
export type Distribution = (typeof distributions)[number];

const PARAMETERS: Readonly<Record<Distribution, readonly string[]>> = {
  fixed: ['value'],
  uniform: ['lowest', 'highest'],
  triangular: ['lowest', 'likeliest', 'highest'],
  normal: ['mean', 'standard deviation'],
  lognormal: ['median', 'standard deviation of the logarithm'],
};

export const PARAMETERS_WHAT = Object.entries(PARAMETERS)
  .map(([name, parameters]) => `${name} [${parameters.join(', ')}]`)
  .join('; ');

/**
 * Draws of an assumption by the inverse of its distribution function, one uniform number each.
 * Errors: missing-role (no numbers), invalid-option (numbers that do not describe the distribution).
 */
export function draws(
  name: string,
  distribution: Distribution,
  numbers: readonly number[] | null,
  count: number,
  stream: Stream,
): Float64Array {
  if (numbers === null) {
    throw new StatisticalError(
      'missing-role',
      `benefit-cost needs an assumption on ${name}: give its numbers, ${distribution} [${PARAMETERS[distribution].join(', ')}].`,
      [name],
    );
  }
  const inverse = inverseOf(distribution, numbers);
  if (inverse === null) {
    throw new StatisticalError(
      'invalid-option',
      `${name} is ${distribution} with [${numbers.join(', ')}]; write [${PARAMETERS[distribution].join(', ')}], in order and with spread above 0.`,
      [name],
    );
  }
  return fillUniform(stream, new Float64Array(count)).map(inverse);
}

function inverseOf(distribution: Distribution, numbers: readonly number[]): ((u: number) => number) | null {
  if (numbers.length !== PARAMETERS[distribution].length) return null;
  const [first, second = 0, third = 0] = numbers as [number, number?, number?];
  switch (distribution) {
    case 'fixed':
      return () => first;
    case 'uniform':
      return second > first ? (u) => first + u * (second - first) : null;
    case 'triangular': {
      if (!(third > first && second >= first && second <= third)) return null;
      const peak = (second - first) / (third - first);
      return (u) =>
        u < peak
          ? first + Math.sqrt(u * (third - first) * (second - first))
          : third - Math.sqrt((1 - u) * (third - first) * (third - second));
    }
    case 'normal':
      return second > 0 ? (u) => first + second * normal.quantile(u, 0, 1) : null;
    case 'lognormal':
      return first > 0 && second > 0 ? (u) => first * exp(second * normal.quantile(u, 0, 1)) : null;
  }
}
