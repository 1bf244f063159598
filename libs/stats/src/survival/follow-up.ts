import { StatisticalError } from '../core/statistical-error.js';
import type { SurvivalCurve } from './survival-curve.js';

/** The largest time anybody of the curve was observed to. */
export const followUp = ({ time }: Pick<SurvivalCurve, 'time'>): number => time.at(-1)!;

/**
 * Refuses a time after the follow-up of an arm. Error: beyond-follow-up.
 *
 * @param reach the smaller of the arms' largest times
 * @param options those that ask for the time, the first of them named
 */
export function refuseBeyond(reach: number, asked: number, ...options: readonly [string, ...string[]]): void {
  if (asked <= reach) return;
  throw new StatisticalError(
    'beyond-follow-up',
    `${options[0]} asks for ${asked}, but an arm is followed only to ${reach}. Choose a time up to ${reach}.`,
    options,
  );
}
