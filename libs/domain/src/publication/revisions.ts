import { isSmall } from './policy.js';

/** One recorded state of a count. */
export interface RecordedCount {
  readonly value: number;
  readonly live: boolean;
}

/**
 * Which of the states of a count the public reads now: the last whose difference from the one published before it is not of
 * so few people that the two together single them out. Until then the earlier one stays, with its own date.
 *
 * @param states every state of the data point, oldest first
 * @returns the index of the state to publish; undefined while the last is withdrawn
 */
export function publishedState(states: readonly RecordedCount[], smallest: number): number | undefined {
  let told: number | undefined;
  for (const [index, { value, live }] of states.entries()) {
    if (live && !(told !== undefined && isSmall(Math.abs(value - (states[told]?.value ?? 0)), smallest))) told = index;
  }
  return states.at(-1)?.live ? told : undefined;
}
