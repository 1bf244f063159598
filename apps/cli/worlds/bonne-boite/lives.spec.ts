import { describe, expect, test } from '@jest/globals';
import { checkProtocol, Protocol } from '@impact-ledger/domain';
import { HORIZON } from './job-seekers.js';
import { chanceOfBeginning, chanceStillLooking, lives, MESSAGES, type Life } from './lives.js';
import { grace, trials, withDisplacement } from './log-protocols.js';
import { trialTruths } from './trial-truths.js';

const SEED = 11;

describe('protocols on the event logs of the world', () => {
  test.each([
    ['grace', grace()],
    ['initiation', trials('initiation')],
    ['per protocol, with displacement', withDisplacement(trials('per_protocol'))],
  ])('%s is one the ledger takes', (_, protocol) => {
    expect(() => checkProtocol(Protocol.parse(protocol))).not.toThrow();
  });

  test('arms of who ever used, from the first day, are refused: the days before the use could hold no hire', () => {
    const label = { en: 'the start' };
    const primary = { method: 'adjusted-survival', options: {}, label };
    const immortal = { ...grace(), timeZero: { rule: 'assignment', label } as const, primary };
    expect(() => checkProtocol(immortal)).toThrow(/immortal time/);
  });
});

test('the share hired, with the service as it came, is the one the chances of each person give', () => {
  const everybody = lives(SEED, 40_000);
  let [expected, variance] = [0, 0];
  for (const { person, email } of everybody) {
    const chances = Array.from({ length: MESSAGES }, (_, m) => chanceOfBeginning(person, email, m + 1));
    const looking = chanceStillLooking(person, [0, ...chances]);
    expected += 1 - looking;
    variance += looking * (1 - looking);
  }
  const hired = everybody.filter(({ hire }) => hire <= HORIZON).length;
  expect(Math.abs(hired - expected)).toBeLessThan(3.5 * Math.sqrt(variance));
});

describe('displacement', () => {
  const PEOPLE = 12_000;
  const plain = lives(SEED, PEOPLE);
  const displaced = lives(SEED, PEOPLE, { displacement: true });
  const hiredOn = (all: readonly Life[], day: (life: Life) => number): number[] =>
    all.map((life) => 1000 * life.zone + Math.min(day(life), 999)).sort((a, b) => a - b);

  test('is off unless asked for: then use brings hires that would not have been', () => {
    const count = (day: (life: Life) => number): number => plain.filter((life) => day(life) <= HORIZON).length;
    expect(count(({ hire }) => hire)).toBeGreaterThan(1.01 * count(({ hireWithout }) => hireWithout));
  });

  test('switched on, every place hires as many people by every day as without the service: others lose what users gain', () => {
    expect(hiredOn(displaced, ({ hire }) => hire)).toEqual(hiredOn(displaced, ({ hireWithout }) => hireWithout));
    const later = displaced.filter(({ use, hire, hireWithout }) => use === null && hire > hireWithout).length;
    const sooner = displaced.filter(({ use, hire, hireWithout }) => use !== null && hire < hireWithout).length;
    expect(sooner).toBeGreaterThan(500);
    expect(later).toBe(sooner);
  });
});

test('the truth is above zero, and that of never using above that of not beginning now', () => {
  const { grace: within, initiation, perProtocol } = trialTruths(4000);
  expect(initiation).toBeGreaterThan(0.04);
  expect(within).toBeLessThan(perProtocol);
  expect(initiation).toBeLessThan(perProtocol);
});
