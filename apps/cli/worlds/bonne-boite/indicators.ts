import type { IndicatorDefinition } from '@impact-ledger/domain';
import type { DemoIndicator } from '../demo-world.js';

const PRODUCT = 'bonne-boite';

const shared = {
  geography: 'France',
  population: 'people who opened the service while registered as job seekers',
} as const;

const returnToEmployment: IndicatorDefinition = {
  ...shared,
  numerator: 'people with a hiring declared for one month or more',
  denominator: 'people registered and without work on the day of first use',
  unit: 'percent',
  window: 'six months from first use, by quarter of first use',
  outcomeLagDays: 212,
  source: 'hiring declarations joined to site activity',
  principle: 'impactful',
  impactType: 'social',
  directness: 'direct',
  isVanity: false,
  isProxy: false,
  priority: { userValue: 5, dataEase: 3 },
};

const shortContracts: IndicatorDefinition = {
  ...returnToEmployment,
  numerator: 'people with hirings declared that add up to one month or more, short contracts included',
};

export const indicators: readonly DemoIndicator[] = [
  {
    define: {
      indicator: 'searches-launched',
      product: PRODUCT,
      name: { en: 'Searches launched', fr: 'Recherches lancées' },
      definition: {
        ...shared,
        numerator: 'searches for companies launched on the site',
        unit: 'count',
        window: 'calendar quarter',
        outcomeLagDays: 0,
        source: 'site activity log',
        principle: 'used',
        impactType: 'strategic',
        directness: 'indirect',
        isVanity: true,
        isProxy: false,
        priority: { userValue: 1, dataEase: 5 },
      },
    },
    redefinitions: [],
    targets: [],
  },
  {
    define: {
      indicator: 'user-satisfaction',
      product: PRODUCT,
      name: { en: 'Satisfaction of users', fr: 'Satisfaction des usagers' },
      definition: {
        ...shared,
        numerator: 'sum of the answers, from 1 to 5',
        denominator: 'answers to the question asked after a search',
        unit: 'score',
        window: 'calendar quarter',
        outcomeLagDays: 7,
        source: 'question shown to one visitor in twenty',
        principle: 'useful',
        impactType: 'satisfaction',
        directness: 'indirect',
        isVanity: false,
        isProxy: true,
        priority: { userValue: 3, dataEase: 4 },
      },
    },
    redefinitions: [
      {
        name: { en: 'Satisfaction of users', fr: 'Satisfaction des usagers' },
        definition: {
          ...shared,
          numerator: 'sum of the answers, from 1 (useless) to 5 (very useful)',
          denominator: 'answers to the question asked after a search',
          unit: 'score',
          window: 'calendar quarter',
          outcomeLagDays: 7,
          source: 'question shown to one visitor in twenty',
          principle: 'useful',
          impactType: 'satisfaction',
          directness: 'indirect',
          isVanity: false,
          isProxy: true,
          priority: { userValue: 3, dataEase: 4 },
        },
        change: 'editorial',
        reason: 'The meaning of 1 and 5 is written out; the question itself did not change.',
        validFrom: '2024-01-01',
      },
    ],
    targets: [{ period: '2026', value: '4.3', reason: 'Set with the sponsors in January 2026.' }],
  },
  {
    define: {
      indicator: 'return-to-employment',
      product: PRODUCT,
      name: { en: 'Return to employment', fr: 'Retour à l’emploi' },
      definition: returnToEmployment,
    },
    redefinitions: [
      {
        name: { en: 'Return to employment', fr: 'Retour à l’emploi' },
        definition: shortContracts,
        change: 'material',
        reason:
          'One user in nine goes back to work through short contracts with the same employer, which the first definition left out. Both are computed for four quarters.',
        validFrom: '2024-07-01',
      },
    ],
    targets: [
      { period: '2025', value: '42', reason: 'Committee of December 2024, on the second definition.' },
      { period: '2026', value: '43.5', reason: 'Committee of December 2025.' },
    ],
  },
];
