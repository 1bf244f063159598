import type { SurvivalCurve } from './survival-curve.js';

/** The largest time anybody of the curve was observed to. */
export const followUp = ({ time }: SurvivalCurve): number => time.at(-1)!;
