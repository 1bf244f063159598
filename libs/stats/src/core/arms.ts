import type { Sample } from './sample.js';

/** Numbers treated and not, and events in all, counting frequencies. `events` is null unless the outcome is 0/1. */
export function countArms(sample: Sample): {
  total: number;
  treated: number;
  comparison: number;
  events: number | null;
} {
  const { treatment, outcome, frequency, rows } = sample;
  let treated = 0;
  let events = 0;
  for (let i = 0; i < rows; i++) {
    const f = frequency[i]!;
    if (treatment !== undefined && treatment[i] === 1) treated += f;
    if (outcome !== undefined && outcome[i] === 1) events += f;
  }
  const binary = outcome !== undefined && sample.outcomeIsBinary;
  return { total: sample.total, treated, comparison: sample.total - treated, events: binary ? events : null };
}
