import { describe, expect, test } from '@jest/globals';
import { STUDY_METHODS } from '@impact-ledger/domain';
import { catalogue, estimate, findEstimator, rolesFor } from '@impact-ledger/stats';
import { confounded } from './testing/people.js';

const people = confounded(600, { effect: 0.1, selection: 0.3, ageToHire: 0.1 });
// An instrument: what was drawn for the letter, which every fifth person did not follow.
const drawn = (people.columns['sent'] as Float64Array).map((sent, i) => (i % 5 === 0 ? 1 - sent : sent));
const table = { ...people, columns: { ...people.columns, drawn } };
const roles = { treatment: 'sent', covariates: ['age'], strata: ['region'], instrument: 'drawn' };
const OUTCOMES = { binary: 'hired', continuous: 'age' } as const;

/** What a method of the catalogue gives on people whose outcome is of this kind; undefined when it refuses them. */
function measureOf(id: string, kind: 'binary' | 'continuous'): string | undefined {
  const covariates = kind === 'binary' ? ['age'] : ['harmless'];
  const given = { ...roles, covariates, outcome: OUTCOMES[kind], time: 'age', event: 'hired' };
  try {
    return estimate(id, table, rolesFor(findEstimator(id), given)).measure;
  } catch {
    return undefined;
  }
}

describe('the methods of a protocol', () => {
  test.each(Object.entries(STUDY_METHODS))('%s gives a difference on the scale of each outcome named', (id, method) => {
    expect(catalogue.map((entry) => entry.id)).toContain(id);
    const measures = { binary: 'risk-difference', continuous: 'mean-difference' } as const;
    for (const kind of ['binary', 'continuous'] as const) {
      const expected = method.outcomes.includes(kind) ? measures[kind] : undefined;
      expect([kind, measureOf(id, kind)]).toEqual([kind, expected]);
    }
  });

  test.each(Object.entries(STUDY_METHODS))('%s needs and takes what the catalogue says', (id, method) => {
    const entry = findEstimator(id);
    expect(entry.inputs.required.includes('covariates')).toBe(method.needsCovariates);
    const target = entry.options.find(({ name }) => name === 'target');
    expect(target?.choices ?? null).toEqual(method.targets);
    // Level and scale are the protocol's own; `trim`, `truncate` and `exact` are lists, which a protocol has no form for; nor has it weights.
    const choosable = entry.options.filter(
      ({ name }) => !['level', 'measure', 'trim', 'truncate', 'exact', 'weightType'].includes(name),
    );
    expect(Object.keys(method.options.shape)).toEqual(choosable.map(({ name }) => name));
  });

  const options = Object.entries(STUDY_METHODS).flatMap(([id, method]) =>
    findEstimator(id).options.flatMap((option) => (option.name in method.options.shape ? [{ id, option }] : [])),
  );

  test.each(options)('$id takes the values of "$option.name"', ({ id, option }) => {
    const accepts = (value: unknown) => STUDY_METHODS[id]?.options.safeParse({ [option.name]: value }).success;
    // Errors by cluster need a cluster column, which a protocol does not name.
    for (const value of option.choices ?? []) expect([value, accepts(value)]).toEqual([value, !value.startsWith('CR')]);
    if (option.kind === 'integer') {
      const { minimum = NaN, maximum = NaN } = option;
      expect([minimum - 1, minimum, maximum, maximum + 1].map(accepts)).toEqual([false, true, true, false]);
    }
    expect(accepts('another')).toBe(false);
  });
});
