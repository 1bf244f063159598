import type { DemoWorld } from '../demo-world.js';
import { indicators } from './indicators.js';
import { EXTRACTED_ON } from './job-seekers.js';
import { corrections, measurements } from './measurements.js';
import { email, users } from './protocols.js';
import { jobSeekersCsv } from './table.js';

const PRODUCT = 'bonne-boite';
const DATASET = 'bonne-boite-job-seekers';

/**
 * A simulated world whose true effects are known: an e-mail drawn by lot, and use that was a choice. Named after a real
 * service, whose kind of data and questions it has; no figure in it is of that service.
 */
export const bonneBoite = (): DemoWorld => ({
  id: PRODUCT,
  products: [
    {
      product: PRODUCT,
      name: 'Bonne Boite (simulated)',
      incubator: 'Incubator of the public employment service',
      problem: {
        en: 'Seven hires in ten are made without a published offer. Job seekers do not know which companies to write to.',
        fr: 'Sept embauches sur dix se font sans offre publiée. Les demandeurs d’emploi ne savent pas à quelles entreprises écrire.',
      },
      phase: 'acceleration',
    },
  ],
  indicators,
  measurements,
  corrections,
  datasets: [
    {
      declaration: {
        dataset: DATASET,
        product: PRODUCT,
        name: 'Job seekers, use of the service and hires (simulated)',
        source: 'Seeded generator apps/cli/worlds/bonne-boite: nobody is described',
        licence: 'MIT',
        extractedOn: EXTRACTED_ON,
        quality: 90,
        pseudonymised: ['person'],
      },
      fileName: 'job-seekers.csv',
      file: () => jobSeekersCsv(),
    },
  ],
  studies: [
    { id: 'bonne-boite-email', protocol: email(), dataset: DATASET },
    { id: 'bonne-boite-users', protocol: users(), dataset: DATASET },
  ],
  publish: ['bonne-boite-email', 'bonne-boite-users'],
});
