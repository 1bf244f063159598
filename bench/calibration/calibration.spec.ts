import { catalogue } from '@impact-ledger/stats';
import { describe, expect, test } from '@jest/globals';
import { replicate } from './replicate.js';
import { report } from './report.js';
import { SCENARIOS } from './scenarios.js';
import { summarise, type Bands } from './summarise.js';
import { planOf } from './work.js';

/** Wide enough for a few data sets: what is caught is a wrong truth, a wrong scale, an error of the wrong order. */
const LOOSE: Bands = { coverage: [0.75, 1], ratio: [0.6, 1.7], bias: 0.85, biased: 2, level: 0.2, refused: 0.1 };
const REPLICATIONS = 16;
const known = new Set(catalogue.map(({ id }) => id));

describe.each(SCENARIOS.map((scenario) => [scenario.id, scenario] as const))('%s', (_, scenario) => {
  const cells = scenario.cells
    .filter(({ id }) => known.has(id))
    .map((cell) => (cell.bootstrap === undefined ? cell : { ...cell, bootstrap: 50 }));

  test('every cell gives figures near what it is judged by', () => {
    const outcomes = replicate(scenario, cells, 5, 0, REPLICATIONS);
    const faults = cells.flatMap((cell, at) => {
      const column = outcomes.map((row) => row[at]!);
      const summary = summarise(cell, scenario.truths[cell.truth]!, column, LOOSE);
      expect({ cell, used: summary.used > 0.9 * REPLICATIONS, truth: Number.isFinite(summary.truth) }).toMatchObject({
        used: true,
        truth: true,
      });
      return summary.faults.map((fault) => `${cell.id} ${JSON.stringify(cell.options ?? {})}: ${fault}`);
    });
    expect(faults).toEqual([]);
  });

  test('a replication is the same alone and in a row', () => {
    const some = cells.slice(0, 2);
    expect(replicate(scenario, some, 5, 2, 3)).toEqual(replicate(scenario, some, 5, 0, 3).slice(2));
  });
});

/** Methods whose answer is no interval, and those calibrated by another bench. */
const NOT_HERE: Readonly<Record<string, string>> = {
  balance: 'a description',
  overlap: 'a description',
  'partial-r2': 'a bound on what is not seen',
  'e-value': 'a bound on what is not seen',
  'rosenbaum-bounds': 'a bound on what is not seen',
  'adjust-p-values': 'p-values of others',
  'power-two-proportions': 'a plan',
  'minimum-detectable-effect': 'a plan',
  'power-log-rank': 'a plan',
  'clone-censor-weight': 'calibrated by bench/bonne-boite',
  'sequential-trials': 'calibrated by bench/bonne-boite',
};

test('every method of the catalogue that gives an interval has a cell', () => {
  const tried = new Set(SCENARIOS.flatMap(({ cells }) => cells.map(({ id }) => id)));
  expect([...known].filter((id) => !tried.has(id) && !Object.hasOwn(NOT_HERE, id))).toEqual([]);
  expect(Object.keys(NOT_HERE).filter((id) => tried.has(id) || !known.has(id))).toEqual([]);
});

describe('a cell is judged', () => {
  const cell = { id: 'welch', roles: {}, truth: 'mean', judged: 'coverage' } as const;
  /** Figures 0.1 apart around 1, with this error stated. */
  const outcomes = (error: number): [number, number, number, number, null][] =>
    Array.from({ length: 100 }, (_, i) => {
      const value = 1 + 0.1 * (i % 2 === 0 ? 1 : -1);
      return [value, error, value - 1.96 * error, value + 1.96 * error, null];
    });

  test('an error that is too small fails, and says why', () => {
    expect(summarise(cell, 1, outcomes(0.02)).faults).toEqual(['coverage', 'error / spread']);
  });

  test('a biased figure fails', () => {
    expect(summarise(cell, 1.05, outcomes(0.1), LOOSE).faults).toEqual([]);
    expect(summarise(cell, 1.2, outcomes(0.1), LOOSE).faults).toContain('bias');
  });

  test('what is meant to be biased fails when it is not', () => {
    const meant = { ...cell, judged: 'biased' } as const;
    expect(summarise(meant, 1.3, outcomes(0.1)).faults).toEqual([]);
    expect(summarise(meant, 1.1, outcomes(0.1)).faults).toEqual(['not biased enough to be a test']);
  });

  test('refusals are counted and too many fail', () => {
    const summary = summarise(cell, 1, [...outcomes(0.1), 'separation', 'separation'], LOOSE);
    expect(summary).toMatchObject({ used: 100, refused: { separation: 2 }, faults: [] });
    expect(summarise(cell, 1, [...outcomes(0.1), ...Array<string>(20).fill('separation')], LOOSE).faults).toEqual([
      'refused',
    ]);
  });

  test('the page names what failed', () => {
    const { plans } = planOf(['a-null'], ['welch']);
    const summaries = [summarise(cell, 1.2, outcomes(0.1))];
    const page = report([{ scenario: plans[0]!.scenario, replications: 100, summaries }], {
      ...{ seed: 1, missing: [], command: 'here' },
    });
    expect(page).toContain('0 of 1 judged cells pass');
    expect(page).toContain('**FAIL**: bias');
  });
});
