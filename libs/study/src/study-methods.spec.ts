import { describe, expect, test } from '@jest/globals';
import { MEASURES_OF, STUDY_METHODS, type Protocol, type StudyMeasure } from '@impact-ledger/domain';
import { catalogue, findEstimator } from '@impact-ledger/stats';
import { analyse } from './analyse.js';
import { cohortStudy, confounded, inputs, tableOf } from './testing/people.js';

const people = confounded(600, { effect: 0.1, selection: 0.3, ageToHire: 0.1 });
const column = (name: string) => people.columns[name] as Float64Array;
const table = tableOf({
  ...people.columns,
  // An instrument: what was drawn for the letter, which every fifth person did not follow.
  drawn: column('sent').map((sent, i) => (i % 5 === 0 ? 1 - sent : sent)),
  days: column('age').map((age, i) => 1 + ((age * 7 + i) % 120)),
  unit: column('age').map((_, i) => Math.floor(i / 4)),
  period: column('age').map((_, i) => i % 4),
  person: column('age').map((_, i) => Math.floor(i / 2)),
  trial: column('age').map((_, i) => i % 2),
  deviated: column('hired').map((hired, i) => (hired === 0 && i % 3 === 0 ? 1 : 0)),
  since: column('age').map((_, i) => (Math.floor(i / 4) % 3 === 0 ? 2 : 0)),
});

const { allocation: _allocation, ...base } = cohortStudy;
const region = { column: 'region', label: { en: 'region' } };
const DESIGNS: Readonly<Record<string, Partial<Protocol>>> = {
  encouragement: { arms: { ...base.arms, column: 'drawn' }, uptake: { column: 'sent', label: { en: 'used' } } },
  difference_in_differences: { arms: { ...base.arms, column: 'since' }, panel: { unit: 'unit', period: 'period' } },
  stratified_cohort: { strata: [region] },
};
const OUTCOMES = {
  binary: { column: 'hired' },
  continuous: { column: 'age' },
  time_to_event: { column: 'hired', survival: { time: 'days', event: 'hired' } },
} as const;

/** What a method of the catalogue gives in a study of this outcome; the error where it refuses them. */
function measureOf(id: string, kind: keyof typeof OUTCOMES, measure: StudyMeasure): string {
  const design = STUDY_METHODS[id]?.designs?.[0] ?? 'cohort';
  const covariates = base.covariates.filter(
    (each) => each.column !== OUTCOMES[kind].column && each.column !== 'region',
  );
  const harmless = { ...base.covariates[0]!, column: 'harmless' };
  const protocol: Protocol = {
    ...base,
    design,
    ...DESIGNS[design],
    estimand: { ...base.estimand, measure, target: 'ATE' },
    covariates: design === 'difference_in_differences' ? [] : kind === 'continuous' ? [harmless] : covariates,
    outcome: { ...base.outcome, kind, ...OUTCOMES[kind] },
  };
  const { timeZero } = STUDY_METHODS[id] ?? {};
  const label = base.timeZero.label;
  if (timeZero === 'grace') protocol.timeZero = { rule: timeZero, days: 7, label };
  if (timeZero === 'sequential_trials') {
    protocol.timeZero = { rule: timeZero, every: 7, trials: 2, contrast: 'per_protocol', label };
  }
  const options = STUDY_METHODS[id]?.targets?.includes('ATT') ? { target: 'ATT' } : {};
  try {
    const given = { method: id, options, label: { en: id } };
    const { shown } = analyse({ table, protocol, inputs: inputs(600) }, given, protocol.outcome.column);
    const { lower, upper } = shown.interval;
    return lower <= shown.value && shown.value <= upper ? shown.measure : `${lower} <= ${shown.value} <= ${upper}`;
  } catch (error) {
    return String(error);
  }
}

describe('the methods of a protocol', () => {
  test.each(Object.entries(STUDY_METHODS))('%s gives the measures named of each outcome named', (id, method) => {
    expect(catalogue.map((entry) => entry.id)).toContain(id);
    for (const kind of method.outcomes) {
      const wanted = MEASURES_OF[kind].filter((each) => method.measures?.includes(each) ?? each.endsWith('difference'));
      const [first] = MEASURES_OF[kind];
      const given = wanted.length > 0 ? wanted.map((each) => measureOf(id, kind, each)) : [measureOf(id, kind, first)];
      const plain = method.measures ? wanted : [first];
      expect([kind, given.slice(0, plain.length || 1)]).toEqual([kind, plain.length > 0 ? plain : ['hazard_ratio']]);
    }
  });

  test.each(Object.entries(STUDY_METHODS))('%s needs and takes what the catalogue says', (id, method) => {
    const entry = findEstimator(id);
    expect(entry.inputs.required.includes('covariates')).toBe(method.needsCovariates);
    const target = entry.options.find(({ name }) => name === 'target');
    // Without a choice it speaks of one population, named here too, or takes the people as they are.
    expect(target?.choices ?? (method.targets && [entry.estimand])).toEqual(method.targets);
    // Level, scale and horizon are the protocol's own; lists are values that a protocol has no form for.
    const own = [
      'level',
      'measure',
      'weightType',
      'tau',
      'horizon',
      'times',
      'transform',
      'basePeriod',
      'trim',
      'truncate',
      'exact',
    ];
    const choosable = entry.options.filter(({ name }) => !own.includes(name));
    expect(Object.keys(method.options.shape)).toEqual(choosable.map(({ name }) => name));
  });

  const options = Object.entries(STUDY_METHODS).flatMap(([id, method]) =>
    findEstimator(id).options.flatMap((option) => (option.name in method.options.shape ? [{ id, option }] : [])),
  );

  test.each(options)('$id takes the values of "$option.name"', ({ id, option }) => {
    const accepts = (value: unknown) => STUDY_METHODS[id]?.options.safeParse({ [option.name]: value }).success;
    // Errors by cluster need a cluster column, which a protocol does not name; in a panel it is the unit.
    const byCluster = (value: string) =>
      !STUDY_METHODS[id]?.designs?.includes('difference_in_differences') && /^(CR|cluster$)/.test(value);
    for (const value of option.choices ?? []) expect([value, accepts(value)]).toEqual([value, !byCluster(value)]);
    if (option.kind === 'integer') {
      const { minimum = NaN, maximum = NaN } = option;
      expect([minimum - 1, minimum, maximum, maximum + 1].map(accepts)).toEqual([false, true, true, false]);
    }
    expect(accepts('another')).toBe(false);
  });
});
