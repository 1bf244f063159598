import { describe, expect, test } from '@jest/globals';
import { protocol } from '../testing/protocols.js';
import { lookFaults } from './look-rules.js';
import { Protocol } from './protocol.js';
import { checkProtocol } from './protocol-rules.js';

const planned = (...fractions: number[]): Protocol => ({
  ...protocol,
  looks: { kind: 'group_sequential', spending: 'obrien-fleming', informationMax: 100, fractions },
});

describe('planned looks', () => {
  test('that end when all of the error rate is spent may be frozen', () => {
    expect(() => checkProtocol(Protocol.parse(planned(0.25, 0.5, 1)))).not.toThrow();
  });

  test('beyond the information planned would overspend alpha: the fault says what to change', () => {
    expect(() => checkProtocol(planned(0.5, 1, 1.3))).toThrow('would overspend alpha');
    expect(lookFaults(planned(0.5, 1, 1.3))).toMatchObject([
      {
        pointer: '/looks/fractions/2',
        detail:
          'plans a look at 130 % of the information, but the whole error rate of 5 % is spent at 100 %: a look beyond it would overspend alpha. Raise /looks/informationMax, or leave that look out.',
      },
    ]);
  });

  test.each([
    ['the same look twice', [0.5, 0.5, 1], '/looks/fractions/1', 'in increasing order'],
    ['error rate that nobody spends', [0.5, 0.8], '/looks/fractions/1', 'would never be spent'],
  ])('%s is refused', (_, fractions, pointer, detail) => {
    expect(lookFaults(planned(...fractions))).toMatchObject([
      { pointer, detail: expect.stringContaining(detail) as unknown },
    ]);
  });
});

describe('error rate that nothing has set aside', () => {
  test('an analysis at a level of its own', () => {
    const wide = { ...protocol, primary: { ...protocol.primary, options: { level: 0.9 } } };
    expect(() => checkProtocol(wide)).toThrow('alpha would be overspent. Every interval is at 1 less /alpha');
  });

  test('several primary analyses', () => {
    const { primary } = protocol;
    const { error } = Protocol.safeParse({ ...protocol, primary: [primary, primary] });
    expect(error?.issues).toEqual([
      expect.objectContaining({
        path: ['primary'],
        message: expect.stringContaining(
          'is one analysis: several at the whole error rate would overspend alpha',
        ) as unknown,
      }),
    ]);
    expect(Protocol.safeParse({ ...protocol, primary: { method: 1 } }).error?.issues[0]?.message).not.toContain(
      'alpha',
    );
  });
});
