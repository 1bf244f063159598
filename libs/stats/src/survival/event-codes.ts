import type { SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';

/** Rows with the event of interest (code 1), and with another that came first (2 and more). Error: not-event-codes. */
export function countCauses({ event, frequency }: SampleWith<'event'>): { first: number; other: number } {
  let first = 0;
  let other = 0;
  for (let i = 0; i < event.length; i++) {
    const cause = event[i]!;
    if (!Number.isInteger(cause) || cause < 0) {
      throw new StatisticalError(
        'not-event-codes',
        `The event column holds ${cause}; write 0 for censored, 1 for the event of interest, 2 and more for other causes.`,
        ['event'],
      );
    }
    if (cause === 1) first += frequency[i]!;
    else if (cause > 1) other += frequency[i]!;
  }
  return { first, other };
}

/** `countCauses` where somebody must have the event of interest. Errors: not-event-codes, no-events. */
export function countEvents(sample: SampleWith<'event'>): ReturnType<typeof countCauses> {
  const counts = countCauses(sample);
  if (counts.first > 0) return counts;
  throw new StatisticalError(
    'no-events',
    'Nobody has the event of cause 1. Code the event of interest as 1, other causes as 2 and more.',
  );
}
