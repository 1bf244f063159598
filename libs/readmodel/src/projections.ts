import { datasets } from './datasets/datasets.js';
import { events } from './events/events.js';
import { indicators } from './indicators/indicators.js';
import { measurements } from './measurements/measurements.js';
import { products } from './products/products.js';
import type { Projection } from './projecting/projection.js';
import { studies } from './studies/studies.js';

/** Every read model there is. */
export const PROJECTIONS: readonly Projection[] = [products, indicators, measurements, datasets, studies, events];
