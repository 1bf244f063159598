import type { Scenario } from '#calibration/scenario';
import { confounded } from '#calibration/scenarios-confounded';
import { designs } from '#calibration/scenarios-design';
import { randomised } from '#calibration/scenarios-trial';

/** All scenarios of the bench, in the order of the table. */
export const SCENARIOS: readonly Scenario[] = [...randomised, ...confounded, ...designs];
