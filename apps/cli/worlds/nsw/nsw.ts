import type { DemoDataSet, DemoWorld } from '../demo-world.js';
import { streamNsw, type NswFile } from './files.js';
import { cohort, naive, randomised } from './protocols.js';

const PRODUCT = 'supported-work';

const dataset = (id: string, name: string, fileName: NswFile, source: string): DemoDataSet => ({
  declaration: {
    dataset: id,
    product: PRODUCT,
    name,
    source,
    licence: 'Public research data, exported from Debian packages of R (GPL); see data/nsw/README.md',
    extractedOn: '1999-12-01',
    quality: 90,
    pseudonymised: ['person'],
  },
  fileName,
  file: () => streamNsw(fileName),
});

/**
 * The benchmark of the field: a real experiment whose answer is known, and the comparison people would have made without
 * it, which says the opposite. LaLonde (1986), Dehejia and Wahba (1999).
 */
export const nsw = (): DemoWorld => ({
  id: 'nsw',
  products: [
    {
      product: PRODUCT,
      name: 'National Supported Work',
      incubator: 'Manpower Demonstration Research Corporation',
      problem: {
        en: 'Some people have been out of work for so long that no employer takes them. A year of supported, paid work may bring them back.',
        fr: 'Certaines personnes sont sans emploi depuis si longtemps qu’aucun employeur ne les prend. Un an de travail accompagné et payé peut les ramener.',
      },
      phase: 'transferred',
    },
  ],
  indicators: [
    {
      define: {
        indicator: 'in-work-1978',
        product: PRODUCT,
        name: { en: 'In work in 1978', fr: 'En emploi en 1978' },
        definition: {
          numerator: 'participants with earnings above zero in 1978',
          denominator: 'participants offered the programme whose earnings are known for 1974, 1975 and 1978',
          unit: 'percent',
          population: 'men drawn into the programme in 1976 and 1977',
          window: 'calendar year 1978',
          outcomeLagDays: 365,
          geography: 'ten sites, United States',
          source: 'follow-up interviews of the experiment',
          principle: 'impactful',
          impactType: 'social',
          directness: 'direct',
          isVanity: false,
          isProxy: false,
          priority: { userValue: 5, dataEase: 2 },
        },
      },
      redefinitions: [],
      targets: [],
    },
  ],
  measurements: [
    {
      indicator: 'in-work-1978',
      definitionVersion: 1,
      period: '1978',
      breakdown: {},
      value: '75.68',
      quality: 90,
      provenance: { source: 'randomised.csv', method: '140 of the 185 people offered the programme' },
      vintage: '1986-09-01',
    },
  ],
  corrections: [],
  datasets: [
    dataset(
      'nsw-experiment',
      'National Supported Work, randomised sample',
      'randomised.csv',
      'Dehejia and Wahba (1999), from LaLonde (1986): data "lalonde" of R package Matching',
    ),
    dataset(
      'nsw-with-survey',
      'National Supported Work participants and a survey comparison group',
      'observational.csv',
      'LaLonde (1986), PSID comparison: data "lalonde" of R package MatchIt',
    ),
  ],
  studies: [
    { id: 'nsw-randomised', protocol: randomised, dataset: 'nsw-experiment' },
    { id: 'nsw-naive', protocol: naive(), dataset: 'nsw-with-survey' },
    { id: 'nsw-cohort', protocol: cohort(), dataset: 'nsw-with-survey' },
  ],
  publish: ['nsw-randomised'],
});
