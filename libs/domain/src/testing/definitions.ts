import type { IndicatorDefinition } from '../indicator/definition.js';

/** A definition that is valid as it stands. */
export const definition: IndicatorDefinition = {
  numerator: 'people hired for one month or more',
  denominator: 'people registered',
  unit: 'percent',
  population: 'job seekers, categories A and B',
  window: 'six months from registration',
  outcomeLagDays: 212,
  geography: 'France',
  source: 'hiring declarations',
  principle: 'impactful',
  impactType: 'social',
  directness: 'direct',
  isVanity: false,
  isProxy: false,
  priority: { userValue: 5, dataEase: 3 },
};
