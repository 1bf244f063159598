import { isRatio, type StudyEstimate } from '@impact-ledger/domain';
import { exp, log } from '@impact-ledger/stats';

type Figure = Pick<StudyEstimate, 'measure' | 'value' | 'standardError' | 'interval'>;

/** The estimate where effects add up and no effect is 0: a difference as it is, a ratio as its logarithm. */
export function additive<E extends Figure>(estimate: E): E {
  if (!isRatio(estimate.measure)) return estimate;
  const { value, interval } = estimate;
  return {
    ...estimate,
    value: log(value),
    interval: { level: interval.level, lower: log(interval.lower), upper: log(interval.upper) },
  };
}

/** The estimate with limits given where effects add up. */
export function withLimits<E extends Figure>(estimate: E, { lower, upper }: { lower: number; upper: number }): E {
  const back = isRatio(estimate.measure) ? exp : (value: number): number => value;
  return { ...estimate, interval: { level: estimate.interval.level, lower: back(lower), upper: back(upper) } };
}
