import { describe, expect, test } from '@jest/globals';
import type { Protocol, StudyResult } from '@impact-ledger/domain';
import { estimate } from '@impact-ledger/stats';
import { STEPS } from './index.js';
import { concludeStudy, runStudy } from './run-study.js';
import {
  cohortOf,
  cohortStudy,
  conclude,
  concludeBoth,
  confounded,
  inputs,
  tableOf,
  trial,
  twoByTwo,
} from './testing/people.js';

const gate = (result: StudyResult, name: string) => result.diagnostics.gates.find((each) => each.gate === name);

describe('a randomised study', () => {
  test('of 8 in 11 against 6 in 11 is underpowered, never a headline', () => {
    const result = conclude(twoByTwo(8, 11, 6, 11));
    expect(result).toMatchObject({ verdict: 'underpowered', grade: 5 });
    // Newcombe (1998), method 10.
    expect(result.findings?.primary?.interval.lower).toBeCloseTo(-0.198, 3);
    expect(result.findings?.primary?.interval.upper).toBeCloseTo(0.5, 3);
    expect(result.sentence.en).toBe(
      'Too few people were followed to tell whether sending the letter changes the number of people in work: anything from 20 fewer to 50 more in 100 remains possible.',
    );
    expect(result.sentence.en).not.toContain('18');
  });

  test('of a large sample without a difference finds no effect', () => {
    const result = conclude(twoByTwo(4000, 10_000, 4010, 10_000));
    expect(result.verdict).toBe('null_effect');
    expect(result.sentence.en).toBe(
      'Sending the letter changed the number of people in work by less than 20 in 1,000, either way.',
    );
  });

  test('that did harm says so', () => {
    const result = conclude(twoByTwo(300, 1000, 400, 1000));
    expect(result.verdict).toBe('negative');
    expect(result.sentence).toEqual({
      en: 'Sending the letter put about 10 fewer people in 100 in work (between 6 and 14).',
      fr: 'Envoyer la lettre : environ 10 personnes de moins sur 100 en emploi (entre 6 et 14).',
    });
  });

  test('with arms of the wrong sizes is refused: the estimate stands in the sealed document alone', () => {
    const { result, sealed } = concludeBoth(twoByTwo(500, 1000, 520, 1300));
    expect(result).toMatchObject({ verdict: 'refused', findings: null, grade: 0 });
    expect(sealed).toMatchObject({ verdict: 'refused', grade: 1, diagnostics: result.diagnostics });
    expect(sealed?.findings?.primary?.value).toBeCloseTo(0.1, 12);
    expect(sealed?.limits[0]?.en).toContain('Unblinded, gates failed');
    expect([sealed?.sentence, sealed?.verdictReason]).toEqual([result.sentence, result.verdictReason]);
    expect(gate(result, 'sample_ratio')).toMatchObject({ passed: false, limit: 0.001 });
    expect(result.sentence.en).toContain('do not have the sizes');
  });

  test('whose outcome is unknown more often in one arm is refused', () => {
    const { columns } = twoByTwo(500, 1000, 400, 1000);
    const hired = Float64Array.from(columns['hired'] as Float64Array, (value, i) =>
      i >= 900 && i < 1000 ? NaN : value,
    );
    const result = conclude(tableOf({ ...columns, hired }));
    expect(gate(result, 'attrition')).toMatchObject({ passed: false, value: 0.1 });
    expect(result.verdict).toBe('refused');
    // Who leaves, and from which group: the difference between the groups is what refuses it.
    expect(result.diagnostics.flow.map(({ step, kept, left, arms }) => [step, kept, left, arms])).toEqual([
      ['file', 2000, 0, undefined],
      ['arm', 2000, 0, { treated: 1000, comparison: 1000 }],
      ['outcome', 1900, 100, { treated: 900, comparison: 1000 }],
    ]);
  });

  test('a waiver written beforehand lets it through, at grade 2', () => {
    const waivedGates = [{ gate: 'sample_ratio' as const, reason: 'the second site drew one in three' }];
    const result = conclude(twoByTwo(500, 1000, 520, 1300), { ...trial, waivedGates });
    expect(result).toMatchObject({ verdict: 'positive', grade: 2 });
    expect(gate(result, 'sample_ratio')).toMatchObject({ passed: false, waived: 'the second site drew one in three' });
  });

  test('a waiver of a gate that passes costs nothing', () => {
    const waivedGates = [{ gate: 'sample_ratio' as const, reason: 'just in case' }];
    expect(conclude(twoByTwo(500, 1000, 400, 1000), { ...trial, waivedGates }).grade).toBe(5);
  });

  test('with nobody left in an arm ends with the reason', () => {
    const protocol: Protocol = {
      ...trial,
      population: {
        ...trial.population,
        eligibility: [{ column: 'sent', is: '=', value: 1, label: { en: 'sent' } }],
      },
    };
    expect(() => conclude(twoByTwo(5, 10, 5, 10), protocol)).toThrow(/0 people are left in the comparison group/);
  });

  test('is interval before point wherever nothing is settled', () => {
    for (const table of [twoByTwo(20, 60, 15, 60), twoByTwo(9040, 20_000, 8980, 20_000)]) {
      const { verdict, sentence } = conclude(table, { ...trial, smallestEffectOfInterest: 0.012 });
      expect(['underpowered', 'inconclusive']).toContain(verdict);
      expect(sentence.en).not.toMatch(/about/);
      expect(sentence.fr).not.toMatch(/environ/);
    }
  });
});

describe('a cohort', () => {
  const people = confounded(3000, { effect: 0.12, selection: 0.4, ageToHire: 0.03 });

  test('adjusts: naive beside adjusted, grade 2 without controls', () => {
    const result = conclude(people, cohortStudy);
    expect(result).toMatchObject({ verdict: 'positive', grade: 2 });
    const { naive, primary, fragility } = result.findings!;
    expect(naive.estimand).toBe('unadjusted');
    expect(primary?.estimand).toBe('ATE');
    expect(naive.value).toBeGreaterThan(primary!.value);
    expect(primary!.interval.lower).toBeLessThan(0.12);
    expect(primary!.interval.upper).toBeGreaterThan(0.12);
    expect(fragility?.strongestCovariate).toBe('age');
  });

  test('shows the balance that the estimators of the catalogue report, every level of a category included', () => {
    for (const target of ['ATE', 'ATT'] as const) {
      const result = conclude(people, { ...cohortStudy, estimand: { ...cohortStudy.estimand, target } });
      const denominator = target === 'ATT' ? 'treated' : 'pooled';
      const roles = { treatment: 'sent', covariates: ['age', 'region'] };
      const { details } = estimate('balance', people, roles, { weights: target, denominator });
      const rows = new Map(result.diagnostics.balance.map((row) => [row.name, row]));
      expect([...rows.keys()]).toEqual(['age', 'region=north', 'region=south', 'region=west']);
      for (const { name, smd } of details['rows'] as { name: string; smd: number }[]) {
        expect(rows.get(name)?.after).toBeCloseTo(smd, 9);
      }
      for (const { name, smd } of details['before'] as { name: string; smd: number }[]) {
        expect(rows.get(name)?.before).toBeCloseTo(smd, 9);
      }
    }
  });

  test('shows where the scores of the arms lie: shares that add up to one', () => {
    const { bins } = conclude(people, cohortStudy).diagnostics.overlap!;
    for (const arm of ['treated', 'comparison'] as const) {
      expect(bins.reduce((sum, bin) => sum + bin[arm], 0)).toBeCloseTo(1, 12);
    }
  });

  test('that chance cannot explain but a confounder as strong as age could is fragile', () => {
    const weak = confounded(16_000, { effect: 0.045, selection: 0.9, ageToHire: 0.09 }, 11);
    const result = conclude(weak, cohortStudy);
    expect(result.findings!.primary!.interval.lower).toBeGreaterThan(0);
    expect(result.verdict).toBe('inconclusive');
    expect(result.findings!.fragility!.adjustedLower).toBeLessThan(0);
    expect(result.sentence.en).toContain('an unseen difference no stronger than "age"');
    expect(result.sentence.en).not.toMatch(/about/);
  });

  test('whose arms are told apart by a covariate is refused, whatever else', () => {
    const { columns } = confounded(2000, { effect: 0.1, selection: 0.2, ageToHire: 0 });
    const age = Float64Array.from(columns['sent'] as Float64Array, (sent, i) => 30 + 20 * sent + (i % 7));
    const { result, sealed } = concludeBoth(tableOf({ ...columns, age }), cohortStudy);
    expect(result).toMatchObject({ verdict: 'refused', findings: null });
    expect(sealed).toBeNull();
    expect(result.diagnostics.gates.every(({ passed }) => !passed)).toBe(true);
    expect(result.diagnostics.overlap).toBeNull();
    expect(result.limits.some(({ en }) => en?.includes('without error'))).toBe(true);
  });

  test('is graded 3 with three clean controls, one of them known beforehand', () => {
    const controls = (early: boolean): Protocol['negativeControls'] =>
      ['harmless', 'second', 'third'].map((column, index) => ({
        column,
        label: { en: column, fr: column },
        kind: 'binary',
        measured: early && index === 0 ? 'before_time_zero' : 'after_time_zero',
      }));
    const another = (seed: number) =>
      confounded(3000, { effect: 0, selection: 0, ageToHire: 0 }, seed).columns['harmless']!;
    const table = tableOf({ ...people.columns, second: another(101), third: another(102) });
    const grade = (negativeControls: Protocol['negativeControls'], delta = 0.03): number =>
      conclude(table, { ...cohortStudy, negativeControls, smallestEffectOfInterest: delta }).grade;
    expect(grade(controls(true))).toBe(3);
    expect(grade(controls(false))).toBe(2);
    expect(grade(controls(true).slice(0, 2))).toBe(2);
    expect(grade(controls(true), 0.005)).toBe(2);
    // The outcome itself as a control: an effect the adjustment did not remove.
    const spoiled = [...controls(true), { ...controls(false)[0]!, column: 'copy' }];
    const withCopy = tableOf({ ...table.columns, copy: (people.columns['hired'] as Float64Array).slice() });
    const result = conclude(withCopy, { ...cohortStudy, negativeControls: spoiled, smallestEffectOfInterest: 0.03 });
    expect(result.grade).toBe(2);
    expect(result.limits.some(({ en }) => en?.includes('negative control shows an effect'))).toBe(true);
  });

  test('of the overlap population also balances squares and products', () => {
    const { columns } = people;
    // A column whose variance, and not its mean, differs between the arms.
    const spread = Float64Array.from(
      columns['sent'] as Float64Array,
      (sent, i) => (i % 2 === 0 ? 1 : -1) * (sent === 1 ? 3 : 1),
    );
    const protocol: Protocol = {
      ...cohortStudy,
      estimand: { ...cohortStudy.estimand, target: 'ATO' },
      primary: { method: 'ipw', options: {}, label: { en: 'overlap weights' } },
      covariates: [
        ...cohortStudy.covariates,
        { column: 'spread', label: { en: 'spread' }, kind: 'continuous', measured: 'before_time_zero' },
      ],
    };
    const result = conclude(tableOf({ ...columns, spread }), protocol);
    expect(result.verdict).toBe('refused');
    expect(gate(result, 'balance')).toMatchObject({ passed: false });
    expect(result.diagnostics.balance.some(({ name }) => name === 'spread × spread')).toBe(true);
    const age = result.diagnostics.balance.find(({ name }) => name === 'age');
    expect(Math.abs(age!.after!)).toBeLessThan(1e-6);
  });

  test('a sensitivity analysis that cannot be computed is named, and the study stands', () => {
    const sensitivity = [
      { method: 'balance', options: {}, label: { en: 'odds', fr: 'cotes' } },
      { method: 'ipw', options: {}, label: { en: 'weights', fr: 'poids' } },
    ];
    const result = conclude(people, { ...cohortStudy, sensitivity });
    expect(result.findings?.sensitivity.map(({ method }) => method)).toEqual(['ipw']);
    expect(result.limits.find(({ en }) => en?.includes('"odds"'))?.en).toContain('max-absolute-smd');
  });

  test('does not depend on the order of the people', () => {
    const order = Array.from({ length: people.rows }, (_, i) => (i * 4001) % people.rows);
    const shuffled = tableOf(
      Object.fromEntries(
        Object.entries(people.columns).map(([name, column]) => [
          name,
          column instanceof Float64Array
            ? Float64Array.from(order, (i) => column[i]!)
            : { codes: Int32Array.from(order, (i) => column.codes[i]!), levels: column.levels },
        ]),
      ),
    );
    const [one, two] = [conclude(people, cohortStudy), conclude(shuffled, cohortStudy)];
    expect(two.findings!.primary!.value).toBeCloseTo(one.findings!.primary!.value, 11);
    expect(two.sentence).toEqual(one.sentence);
  });

  test('leaves its input as it was', () => {
    const copy = structuredClone(people);
    conclude(people, cohortStudy);
    expect(people).toEqual(copy);
  });
});

test('a run tells its steps in order', () => {
  const steps: string[] = [];
  const table = confounded(600, { effect: 0.1, selection: 0.2, ageToHire: 0 });
  const run = {
    inputs: inputs(600),
    protocol: cohortStudy,
    exploratory: true,
    onStep: (step: string) => steps.push(step),
  };
  const { result, sealed } = concludeStudy(cohortOf(table, cohortStudy), run);
  expect(sealed).toBeNull();
  expect(steps).toEqual(STEPS.slice(2));
  expect(result.exploratory).toBe(true);
  expect(result.limits[0]?.en).toMatch(/^Exploratory/);
});

test('what a comparison of persons cannot see is said where the protocol declares displacement, in both languages', () => {
  const displacement = { en: 'Vacancies are few.', fr: 'Les offres sont rares.' };
  const table = confounded(600, { effect: 0.1, selection: 0.2, ageToHire: 0 });
  const said = (protocol: Protocol) =>
    concludeStudy(cohortOf(table, protocol), {
      inputs: inputs(600),
      protocol,
      exploratory: false,
    }).result.limits.filter(
      ({ en, fr }) => en?.includes('cannot see displacement') && fr?.includes('ne voit pas le déplacement'),
    );
  expect(said(cohortStudy)).toEqual([]);
  expect(said({ ...cohortStudy, displacement })).toEqual([
    { en: expect.stringContaining('Vacancies are few.'), fr: expect.stringContaining('Les offres sont rares.') },
  ]);
});

test('a file of another length than the registered one is refused', async () => {
  const { mkdtemp, rm, writeFile } = await import('node:fs/promises');
  const { tmpdir } = await import('node:os');
  const folder = await mkdtemp(`${tmpdir()}/study-`);
  try {
    await writeFile(`${folder}/people.csv`, 'sent,hired\n1,1\n0,0\n1,0\n0,1\n');
    const run = { protocol: trial, exploratory: false, tablePath: `${folder}/people.csv` };
    await expect(runStudy({ ...run, inputs: inputs(5) })).rejects.toMatchObject({
      name: 'DataFileError',
      kind: 'wrong-rows',
    });
    await expect(runStudy({ ...run, inputs: inputs(4) })).resolves.toMatchObject({
      result: { verdict: 'underpowered' },
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
