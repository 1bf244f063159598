import { bonneBoite } from './bonne-boite/bonne-boite.js';
import type { DemoWorld } from './demo-world.js';
import { nsw } from './nsw/nsw.js';

export type { DemoCorrection, DemoDataSet, DemoIndicator, DemoStudy, DemoWorld } from './demo-world.js';

/** The demonstration worlds, in the order they are loaded. The same at each call. */
export const worlds = (): DemoWorld[] => [nsw(), bonneBoite()];
