import { describe, expect, test } from '@jest/globals';
import type { StudyEstimate } from '@impact-ledger/domain';
import { quoted } from './verdict.js';

const estimate: StudyEstimate = {
  method: 'risk-difference',
  label: { en: 'Difference of proportions, Newcombe interval', fr: 'Différence de proportions' },
  estimand: 'ITT',
  measure: 'risk_difference',
  value: 0.1106,
  standardError: null,
  interval: { level: 0.95, lower: 0.0238, upper: 0.1927 },
  n: { total: 445, treated: 185, comparison: 260, events: null, dropped: 0 },
  warnings: [],
};

describe('an estimate on the terminal', () => {
  test('is quoted in the words of a reader, interval first, the id of its method last', () => {
    expect(quoted(estimate, 'points')).toBe(
      '2.38 to 19.27 percentage points (95 % interval), estimate 11.06; ' +
        'intention to treat, difference in share; Difference of proportions, Newcombe interval [risk-difference]',
    );
  });

  test.each([
    ['ATE', 'average over everyone eligible'],
    ['ATT', 'average over those treated'],
    ['ATO', 'average over those who could have been in either group'],
    ['some_later_one', 'some later one'],
  ])('says of whom it speaks: %s', (estimand, words) => {
    expect(quoted({ ...estimate, estimand, measure: 'mean_difference' }, 'euro')).toContain(
      `; ${words}, difference in mean; `,
    );
  });
});
