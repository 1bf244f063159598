import { describe, expect, test } from '@jest/globals';
import { aipw } from '../adjustment/aipw.js';
import { estimate } from '../catalogue/estimate.js';
import { StatisticalError } from '../core/statistical-error.js';
import { fillUniform, normalAt } from '../resampling/random.js';
import { simulateCohort } from '../testing/simulate.js';
import { advance, crossing, start } from './boundary-density.js';
import { sequenceReach } from './confidence-sequence.js';
import { looksAt } from './group-sequential.js';
import { spendingFunctions } from './spending.js';

const none = { rows: 0, columns: {} };
const criticals = (looks: ReturnType<typeof looksAt>) => looks.map(({ critical }) => critical);
const rounded = (values: readonly (number | null)[]) => values.map((value) => value!.toFixed(4));

describe('error spending', () => {
  test.each([
    ['obrien-fleming', ['4.8769', '3.3570', '2.6803', '2.2898', '2.0310']],
    ['pocock', ['2.4380', '2.4268', '2.4102', '2.3966', '2.3860']],
  ] as const)('five equal looks at 0.05, published: %s', (spending, expected) => {
    expect(rounded(criticals(looksAt(spending, [1, 2, 3, 4, 5], 5, 0.05, false)))).toEqual(expected);
  });

  test.each(spendingFunctions)('the error spent adds up to alpha, for many uneven looks: %s', (spending) => {
    const uneven = fillUniform({ seed: 6, stream: 0 }, new Float64Array(25)).toSorted();
    const looks = looksAt(spending, [...uneven, 1], 1, 0.05, false);
    let density = start;
    let crossed = 0;
    looks.forEach(({ information, critical }) => {
      if (critical !== null) crossed += 2 * crossing(density, information, critical);
      density = advance(density, information, critical ?? Infinity);
    });
    expect(crossed).toBeCloseTo(0.05, 10);
    // What has not crossed is still there: nothing leaks from the integral.
    expect(density.mass.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(0.95, 9);
  });

  test('one look is the fixed test', () => {
    expect(criticals(looksAt('pocock', [7], 7, 0.05, false))[0]).toBeCloseTo(1.959963984540054, 12);
    expect(criticals(looksAt('kim-demets', [3], 7, 0.05, true))[0]).toBeCloseTo(1.959963984540054, 12);
  });

  test('the scale of information does not matter', () => {
    const small = criticals(looksAt('pocock', [1, 3, 4], 4, 0.05, false));
    const large = criticals(looksAt('pocock', [1e9, 3e9, 4e9], 4e9, 0.05, false));
    small.forEach((value, k) => expect(large[k]).toBeCloseTo(value!, 10));
  });

  test('information that falls spends nothing and keeps the critical value', () => {
    const looks = looksAt('pocock', [30, 60, 50, 60, 90], 100, 0.05, false);
    expect(looks.map(({ spent }) => spent > 0)).toEqual([true, true, false, false, true]);
    expect(looks[2]!.critical).toBe(looks[1]!.critical);
    const without = looksAt('pocock', [30, 60, 90], 100, 0.05, false);
    expect(looks[4]!.critical).toBeCloseTo(without[2]!.critical!, 12);
  });

  test('a look that may spend nothing does not stop the study', () => {
    const answer = estimate(
      'group-sequential',
      none,
      {},
      { informations: [0.001, 10], informationMax: 10, estimates: [5, 1] },
    );
    expect(answer.details['looks']).toMatchObject([{ critical: null, crossed: false, lower: null }, { crossed: true }]);
    expect(answer.details['crossedAt']).toBe(2);
    expect(answer.warnings.map(({ kind }) => kind)).toEqual(['no-stopping']);
  });

  test('refusals', () => {
    const refused = (options: object) => () => estimate('group-sequential', none, {}, { ...options });
    expect(refused({ informations: [1, 2], estimates: [1] })).toThrow(/1 estimates for 2 looks/);
    expect(refused({ informations: [1, -2] })).toThrow(StatisticalError);
    expect(refused({ informations: [] })).toThrow(StatisticalError);
  });
});

/** Share of 2000 studies without any effect in which some of 12 looks rejects. */
function everRejected(reject: (mean: number, standardError: number, look: number) => boolean): number {
  const [studies, looks, step] = [2000, 12, 100];
  let rejected = 0;
  for (let study = 0; study < studies; study++) {
    let sum = 0;
    let ever = false;
    for (let look = 1; look <= looks; look++) {
      // The sum of `step` more people, each with standard deviation 1.
      sum += Math.sqrt(step) * normalAt({ seed: 77, stream: study }, look);
      const n = look * step;
      ever ||= reject(sum / n, 1 / Math.sqrt(n), look);
    }
    if (ever) rejected++;
  }
  return rejected / studies;
}

describe('no effect, looked at 12 times', () => {
  /** Three Monte-Carlo errors of a share of 0.05 in 2000. */
  const slack = 3 * Math.sqrt((0.05 * 0.95) / 2000);

  test('limits for a single look mislead', () => {
    expect(everRejected((mean, se) => Math.abs(mean) > 1.96 * se)).toBeGreaterThan(0.15);
  });

  test.each(spendingFunctions)('spending keeps its level: %s', (spending) => {
    const looks = looksAt(
      spending,
      Array.from({ length: 12 }, (_, k) => k + 1),
      12,
      0.05,
      false,
    );
    const share = everRejected((mean, se, look) => Math.abs(mean) > (looks[look - 1]!.critical ?? Infinity) * se);
    expect(Math.abs(share - 0.05)).toBeLessThan(slack);
  });

  test('a confidence sequence and the mixture test stay below theirs', () => {
    const sequence = everRejected(
      (mean, standardError, look) =>
        Math.abs(mean) > sequenceReach({ estimate: mean, standardError, count: 100 * look }, 600, 0.05),
    );
    const mixture = everRejected((mean, standardError, look) => {
      const given = { tau: 0.05, estimates: [mean], standardErrors: [standardError], counts: [100 * look] };
      return (estimate('msprt', none, {}, given).details['pValue'] as number) <= 0.05;
    });
    expect(sequence).toBeLessThan(0.05 + slack);
    expect(mixture).toBeLessThan(0.05 + slack);
  });
});

describe('from rows', () => {
  const table = simulateCohort(2, 600);
  const roles = { treatment: 't', outcome: 'income', covariates: ['age', 'urban'] };

  test('a confidence sequence stands on AIPW scores, with wider limits', () => {
    const answer = estimate('confidence-sequence', table, roles, { tunedAt: 600 });
    const fixed = estimate(aipw.id, table, roles);
    expect([answer.value, answer.standardError, answer.n]).toEqual([fixed.value, fixed.standardError, fixed.n]);
    const reach = sequenceReach({ estimate: 0, standardError: fixed.standardError!, count: 600 }, 600, 0.05);
    expect(answer.interval.upper! - answer.value!).toBeCloseTo(reach, 8);
    expect(reach / fixed.standardError!).toBeGreaterThan(2.5);
    expect(reach / fixed.standardError!).toBeLessThan(3.5);
  });

  test('refusals', () => {
    expect(() => estimate('confidence-sequence', table, roles)).toThrow(/tunedAt/);
    expect(() => estimate('msprt', table, roles)).toThrow(/tau/);
    expect(() => estimate('msprt', none, {}, { tau: 1 })).toThrow(/treatment and an outcome/);
    const looks = { tunedAt: 10, estimates: [1, 2], standardErrors: [1, 1] };
    expect(() => estimate('confidence-sequence', none, {}, looks)).toThrow(/2, 2, 0 were given/);
    expect(() => estimate('confidence-sequence', none, {}, { ...looks, counts: [20, 10] })).toThrow(
      /order of their maturity/,
    );
  });
});
