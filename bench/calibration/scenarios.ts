import type { Scenario } from '#calibration/scenario';
import { censored } from '#calibration/scenarios-censoring';
import { competing } from '#calibration/scenarios-competing';
import { confounded } from '#calibration/scenarios-confounded';
import { designs } from '#calibration/scenarios-design';
import { figuresOfFigures } from '#calibration/scenarios-figures';
import { panels } from '#calibration/scenarios-panel';
import { randomised } from '#calibration/scenarios-trial';

/** All scenarios of the bench, in the order of the table. */
export const SCENARIOS: readonly Scenario[] = [
  ...randomised,
  ...confounded,
  ...designs,
  ...panels,
  censored,
  ...competing,
  figuresOfFigures,
];
