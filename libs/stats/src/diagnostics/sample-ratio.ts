import { defineEstimator } from '../catalogue/define-estimator.js';
import { level, number } from '../catalogue/option.js';
import { countArms } from '../core/arms.js';
import { chiSquarePValue, normalCritical } from '../core/distributions.js';
import { wilsonInterval } from '../two-groups/wilson-interval.js';

/** The customary line for this test: a false alarm costs a stopped experiment (Fabijan et al. 2019). */
const ALARM = 0.001;

/**
 * Whether the arms have the sizes the assignment intended. The figure is the share treated. A mismatch means that assignment or logging is
 * broken: no effect computed on such data can be trusted.
 *
 * Estimand: the share that the assignment treats.
 * Assumes: people assigned independently of one another.
 * Formula: `details` has the chi-square test (Pearson 1900; 1 degree of freedom, no continuity correction) against `expected`; limits by
 * Wilson (1927).
 * Variance: p(1 - p)/n.
 * Shapes: treatment 0/1, one value a row.
 * Units: a share, 0 to 1.
 * Tested against: R chisq.test and prop.test.
 * Errors: single-arm, not-binary.
 *
 * @example estimate('sample-ratio', table, { treatment: 't' }, { expected: 0.5 }).details.pValue
 */
export const sampleRatio = defineEstimator({
  id: 'sample-ratio',
  group: 'diagnostics',
  what: 'Whether the arms have the sizes that were intended.',
  estimand: 'diagnostic',
  required: ['treatment'],
  options: { expected: number(0.5, 'Intended share treated.', { minimum: 0.001, maximum: 0.999 }), level },
  run(sample, options) {
    const counts = countArms(sample);
    const { total, treated } = counts;
    const share = treated / total;
    const { expected } = options;
    const distance = treated - total * expected;
    const chiSquare = (distance * distance) / (total * expected * (1 - expected));
    const pValue = chiSquarePValue(chiSquare);
    const [lower, upper] = wilsonInterval(treated, total, normalCritical(options.level));
    return {
      estimand: 'diagnostic',
      measure: 'treated-share',
      value: share,
      standardError: Math.sqrt((share * (1 - share)) / total),
      standardErrorScale: 'natural',
      interval: { level: options.level, lower, upper },
      n: { ...counts, events: null },
      details: { expected, chiSquare, pValue, mismatch: pValue < ALARM },
      warnings:
        pValue < ALARM
          ? [
              {
                kind: 'sample-ratio-mismatch',
                message: `${(100 * share).toFixed(2)} % are treated where ${(100 * expected).toFixed(2)} % were intended: find out why before reading any effect.`,
              },
            ]
          : [],
    };
  },
});
