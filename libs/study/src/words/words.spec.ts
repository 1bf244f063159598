import { describe, expect, test } from '@jest/globals';
import { GATES, type Protocol } from '@impact-ledger/domain';
import { trial } from '../testing/people.js';
import { concise, decimal, small } from './numbers.js';
import { say } from './say.js';

const dollars: Protocol = {
  ...trial,
  outcome: { ...trial.outcome, kind: 'continuous', unit: 'dollar' },
  estimand: { ...trial.estimand, measure: 'mean_difference' },
  wording: {
    exposure: { en: 'Being offered the programme', fr: 'Se voir proposer le programme' },
    outcome: { en: 'earnings', fr: 'les gains' },
  },
};
const effect = (value: number, lower: number, upper: number) => ({ value, lower, upper, level: 0.95 });

describe('numbers', () => {
  test.each([
    [1794.34, 0, '1,794', '1\u202f794'],
    [-0.04, 1, '0.0', '0,0'],
    [-12.35, 1, '−12.3', '−12,3'],
    [1234567.5, 2, '1,234,567.50', '1\u202f234\u202f567,50'],
  ])('%p with %p digits', (value, digits, en, fr) => {
    expect([decimal(value, digits, 'en'), decimal(value, digits, 'fr')]).toEqual([en, fr]);
  });

  test('lose the zeros at their end, and no others', () => {
    expect([concise(0.2, 3, 'en'), concise(99.815, 1, 'fr'), concise(100, 1, 'en'), concise(1000, 1, 'en')]).toEqual([
      '0.2',
      '99,8',
      '100',
      '1,000',
    ]);
  });

  test('a name in capitals keeps them inside a sentence', () => {
    expect([small('Using it'), small('NSW training'), small('Élargir')]).toEqual([
      'using it',
      'NSW training',
      'élargir',
    ]);
  });
});

describe('a finding', () => {
  test('of people is told in 100, in 1,000 or in 10,000, whichever leaves whole people', () => {
    const told = (value: number): string =>
      say(trial, value, ({ phrases, subject }) => phrases.effect(subject, effect(value, value / 2, 1.5 * value))).en!;
    expect(told(0.11)).toBe('Sending the letter put about 11 more people in 100 in work (between 6 and 17).');
    expect(told(-0.021)).toBe('Sending the letter put about 21 fewer people in 1,000 in work (between 11 and 32).');
    expect(told(0.0042)).toBe('Sending the letter put about 42 more people in 10,000 in work (between 21 and 63).');
  });

  test('of an amount is told in its unit', () => {
    expect(say(dollars, 1794, ({ phrases, subject }) => phrases.effect(subject, effect(1794.34, 474, 3115)))).toEqual({
      en: 'Being offered the programme raised earnings by about 1,794 dollars (between 474 and 3,115).',
      fr: 'Se voir proposer le programme a augmenté les gains d’environ 1\u202f794 dollars (entre 474 et 3\u202f115).',
    });
    expect(say(dollars, 900, ({ phrases, subject }) => phrases.undecided(subject, effect(200, -500, 900)))).toEqual({
      en: 'The data do not settle whether being offered the programme changes earnings: anything from 500 dollars less to 900 dollars more remains possible.',
      fr: 'Les données ne disent pas si se voir proposer le programme change les gains : tout reste possible, de 500 dollars de moins à 900 dollars de plus.',
    });
  });

  test('falls back on the labels when the protocol has no words of its own', () => {
    const { wording: _wording, ...bare } = trial;
    expect(say(bare, 0.02, ({ phrases, subject }) => phrases.noEffect(subject, 0.02)).en).toBe(
      '"sent" rather than "not sent" changed the number of people "hired within 90 days" by less than 20 in 1,000, either way.',
    );
  });
});

test('every refusal is said in both languages, without a figure of the effect', () => {
  for (const gate of GATES) {
    const sentence = say(trial, 0.02, ({ phrases, subject }) => phrases.refused(subject, gate));
    expect(Object.keys(sentence)).toEqual(['en', 'fr']);
    for (const text of Object.values(sentence)) expect(text).not.toMatch(/\d|undefined/);
  }
});
