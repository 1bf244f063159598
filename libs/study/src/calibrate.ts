import { isRatio, type Findings, type StudyEstimate } from '@impact-ledger/domain';
import { estimate } from '@impact-ledger/stats';
import { additive } from './additive.js';

/** Fewer controls cannot show how systematic error spreads (Schuemie and others 2018): they are shown, each for itself. */
const FEWEST = 20;

/**
 * The primary estimate corrected for the systematic error that controls on the same scale show; undefined with fewer than
 * 20 of them. Ratios on their logarithm. Errors: those of `negative-control-calibration`.
 */
export function calibrated(
  primary: StudyEstimate,
  controls: readonly StudyEstimate[],
  level: number,
): Findings['calibrated'] {
  const comparable = controls.filter(({ measure, standardError }) => measure === primary.measure && standardError);
  if (comparable.length < FEWEST || !primary.standardError) return undefined;
  const options = {
    scale: isRatio(primary.measure) ? 'log-ratio' : 'difference',
    estimates: comparable.map((control) => additive(control).value),
    standardErrors: comparable.map(({ standardError }) => standardError!),
    estimate: additive(primary).value,
    standardError: primary.standardError,
    level,
  };
  const { value, interval, details } = estimate('negative-control-calibration', { rows: 0, columns: {} }, {}, options);
  const { mean, standardDeviation } = details['nullDistribution'] as { mean: number; standardDeviation: number };
  return {
    ...{ controls: comparable.length, mean, standardDeviation },
    value: value!,
    interval: { level, lower: interval.lower!, upper: interval.upper! },
  };
}
