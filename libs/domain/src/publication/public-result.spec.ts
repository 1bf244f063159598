import { describe, expect, test } from '@jest/globals';
import { result as resultOf } from '../testing/protocols.js';
import type { LookRecord } from '../study/looks.js';
import type { CurvePoint, Findings, StudyEstimate, StudyResult } from '../study/result.js';
import { smallestOf, publishedRate } from './policy.js';
import { publicCurves } from './public-curves.js';
import { publicResult } from './public-result.js';
import { publishedState } from './revisions.js';

const difference = (treated: [number, number], comparison: [number, number]): StudyEstimate => ({
  method: 'risk-difference',
  label: { en: 'as they are' },
  estimand: 'ATE',
  measure: 'risk_difference',
  value: treated[0] / treated[1] - comparison[0] / comparison[1],
  standardError: 0.01,
  interval: { level: 0.95, lower: -0.01234, upper: 0.04567 },
  n: {
    total: treated[1] + comparison[1],
    treated: treated[1],
    comparison: comparison[1],
    events: treated[0] + comparison[0],
    dropped: 4,
  },
  warnings: [],
});

/** A result whose arms had so many events among so many people. */
function study(treated: [number, number], comparison: [number, number], rest: Partial<Findings> = {}): StudyResult {
  const base = resultOf('positive');
  const estimate = difference(treated, comparison);
  return {
    ...base,
    diagnostics: { ...base.diagnostics, arms: { treated: treated[1], comparison: comparison[1] } },
    findings: {
      naive: estimate,
      primary: estimate,
      sensitivity: [],
      negativeControls: [],
      risks: null,
      curves: null,
      fragility: null,
      ...rest,
    },
    limits: [
      { en: 'The outcome of 4 people is unknown.', fr: 'Le résultat de 4 personnes est inconnu.' },
      { en: 'The outcome of 1,004 people is unknown.' },
    ],
  };
}

describe('a result as the public reads it', () => {
  test('rates to a tenth of a point, no flow, no balance, no warnings', () => {
    const shown = publicResult(study([306, 1000], [300, 1000]), [], 11);
    expect(shown).toMatchObject({ withheld: null, arms: { treated: 1000, comparison: 1000 } });
    expect(shown.findings?.primary).toEqual({
      method: 'risk-difference',
      label: { en: 'as they are' },
      estimand: 'ATE',
      measure: 'risk_difference',
      value: 0.006,
      interval: { level: 0.95, lower: -0.012, upper: 0.046 },
      n: { total: 2000, treated: 1000, comparison: 1000 },
    });
    expect(Object.keys(shown).sort()).toEqual(
      [
        'arms',
        'exploratory',
        'findings',
        'grade',
        'limits',
        'look',
        'sentence',
        'verdict',
        'verdictReason',
        'withheld',
      ].sort(),
    );
  });

  test('at a planned look how far its limits stand, and nothing of its information', () => {
    const look: LookRecord = {
      ...{ information: 543.21, fraction: 1, spent: 0.0469, cumulative: 0.05, critical: 1.96912, last: true },
      kind: 'group_sequential',
    };
    const planned = (people: number) => ({ ...study([306, people], [300, people]), look });
    expect(publicResult(planned(1000), [], 11).look).toEqual({ kind: 'group_sequential', critical: 1.969 });
    expect(publicResult(planned(308), [], 11)).toMatchObject({ withheld: 'few', look: null });
    expect(publicResult(study([306, 1000], [300, 1000]), [], 11).look).toBeNull();
  });

  test('few people in the words of a limit are not counted out either', () => {
    expect(publicResult(study([306, 1000], [300, 1000]), [], 11).limits).toEqual([
      {
        en: 'The outcome of fewer than 11 people is unknown.',
        fr: 'Le résultat de moins de 11 personnes est inconnu.',
      },
      { en: 'The outcome of 1,004 people is unknown.' },
    ]);
  });

  test.each<[string, [number, number], [number, number]]>([
    ['an arm of ten', [5, 10], [300, 1000]],
    ['ten with the outcome in an arm', [10, 1000], [300, 1000]],
    ['three without it', [997, 1000], [300, 1000]],
    ['8 of 11 against 6 of 11', [8, 11], [6, 11]],
  ])('%s: the verdict is left, and no figure', (_case, treated, comparison) => {
    const shown = publicResult(study(treated, comparison), [], 11);
    expect(shown).toMatchObject({
      withheld: 'few',
      verdict: 'positive',
      findings: null,
      verdictReason: null,
      arms: { treated: null, comparison: null },
    });
    expect(shown.sentence.en).toMatch(/so few people/);
    expect(shown.sentence.fr).toMatch(/si peu de personnes/);
  });

  test('an arm that nobody of had the outcome tells of nobody', () => {
    expect(publicResult(study([0, 1000], [300, 1000]), [], 11).withheld).toBeNull();
  });

  test('many rows of few people tell of those people', () => {
    const whole = study([400, 1000], [300, 1000]);
    const of = (persons: { total: number; treated: number; comparison: number; events: number }) => {
      const { naive } = whole.findings!;
      const estimate = { ...naive, n: { ...naive.n, persons } };
      const findings = { ...whole.findings!, naive: estimate, primary: estimate };
      return publicResult({ ...whole, diagnostics: { ...whole.diagnostics, persons }, findings }, [], 11);
    };
    expect(of({ total: 300, treated: 100, comparison: 250, events: 90 })).toMatchObject({
      withheld: null,
      arms: { treated: 100, comparison: 250 },
      findings: { naive: { n: { total: 300, treated: 100, comparison: 250 } } },
    });
    for (const few of [
      { total: 300, treated: 9, comparison: 295, events: 90 },
      { total: 300, treated: 100, comparison: 250, events: 8 },
      { total: 300, treated: 100, comparison: 250, events: 295 },
    ]) {
      expect(of(few)).toMatchObject({ withheld: 'few', findings: null });
    }
  });

  test('adjusted risks tell of few as counts do', () => {
    const risks = { treated: 0.004, comparison: 0.3 };
    expect(publicResult(study([300, 1000], [300, 1000], { risks }), [], 11).withheld).toBe('few');
  });

  test.each<[string, [number, number], string | null]>([
    ['five more people', [308, 1005], 'close'],
    ['the same people, five more outcomes', [311, 1000], 'close'],
    ['fifty more people', [320, 1050], null],
    ['the very same', [306, 1000], null],
    ['twelve more people, one more outcome', [307, 1012], 'close'],
    ['twelve more people, all but one with the outcome', [317, 1012], 'close'],
  ])('after a publication, %s', (_case, treated, withheld) => {
    const before = study([306, 1000], [300, 1000]);
    expect(publicResult(study(treated, [300, 1000]), [before], 11).withheld).toBe(withheld);
  });
});

describe('counts of the arms in the result', () => {
  const counted = (treated: [number, number], comparison: [number, number], changes: Partial<StudyEstimate> = {}) => {
    const of = ([events, people]: [number, number]) => ({ events, nonEvents: people - events });
    const whole = study(treated, comparison);
    const naive = { ...whole.findings!.naive, ...changes };
    const counts = { treated: of(treated), comparison: of(comparison) };
    return { ...whole, findings: { ...whole.findings!, naive, primary: naive, counts } };
  };
  const shares = (treated: number, comparison: number) => ({ risks: { treated, comparison } });

  test('tell a small arm where people were lost to view, whatever the risks are', () => {
    // Of 100 a third is 30 or more; seen with the event were five, since most were lost before.
    const lost = counted([5, 100], [30, 100], { value: 0.05 });
    const findings = { ...lost.findings, ...shares(0.35, 0.3) };
    expect(publicResult({ ...lost, findings }, [], 11).withheld).toBe('few');
  });

  test.each<[string, Partial<StudyEstimate>]>([
    ['a ratio', { measure: 'risk_ratio', value: 1.2 }],
    ['an odds ratio', { measure: 'odds_ratio', value: 1.3 }],
    [
      'people with several rows',
      {
        n: {
          ...study([300, 1000], [250, 1000]).findings!.naive.n,
          persons: { total: 1500, treated: 1000, comparison: 1000, events: 500 },
        },
      },
    ],
  ])('are held against those of an earlier publication: %s', (_what, changes) => {
    const before = counted([300, 1000], [250, 1000], changes);
    expect(publicResult(counted([303, 1000], [250, 1000], changes), [before], 11).withheld).toBe('close');
    expect(publicResult(counted([320, 1000], [250, 1000], changes), [before], 11).withheld).toBeNull();
  });

  test('of a ratio of an earlier release are those of both arms', () => {
    const ratio = (events: number) => {
      const whole = study([events, 1000], [250, 1000]);
      const naive = { ...whole.findings!.naive, measure: 'risk_ratio' as const, value: events / 250 };
      return { ...whole, findings: { ...whole.findings!, naive } };
    };
    expect(publicResult(ratio(303), [ratio(300)], 11).withheld).toBe('close');
    expect(publicResult(ratio(320), [ratio(300)], 11).withheld).toBeNull();
  });

  test('are not there of an amount: the same people with another mean tell of those who changed', () => {
    const mean = (value: number, people: number) => {
      const whole = study([300, people], [250, 1000]);
      const { n, ...rest } = whole.findings!.naive;
      const naive = { ...rest, n: { ...n, events: null }, measure: 'mean_difference' as const, value };
      return { ...whole, findings: { ...whole.findings!, naive, primary: naive } };
    };
    expect(publicResult(mean(120.4, 1000), [mean(120.1, 1000)], 11).withheld).toBe('close');
    expect(publicResult(mean(120.1, 1000), [mean(120.1, 1000)], 11).withheld).toBeNull();
    expect(publicResult(mean(120.4, 1100), [mean(120.1, 1000)], 11).withheld).toBeNull();
  });
});

describe('curves', () => {
  const curve = (people: number, perDay: number, days: number, every = 1): CurvePoint[] =>
    Array.from({ length: days }, (_, day) => {
      const survival = (people - perDay * (day + 1)) / people;
      const atRisk = people - perDay * day;
      return { time: day + 1, survival, lower: survival, upper: survival, atRisk, events: perDay };
    }).filter((_, day) => (day + 1) % every === 0);

  test('every step has eleven events and eleven at risk in each arm, and both arms the same times', () => {
    const shown = publicCurves({ treated: curve(100, 4, 24), comparison: curve(100, 2, 24) }, 11);
    expect(shown?.treated.map(({ time }) => time)).toEqual([0, 7, 13, 19]);
    expect(shown?.comparison.map(({ time }) => time)).toEqual([0, 7, 13, 19]);
    expect(shown?.treated.map(({ survival }) => survival)).toEqual([1, 0.72, 0.48, 0.24]);
    expect(shown?.treated[0]).toEqual({ time: 0, survival: 1, lower: 1, upper: 1, atRisk: 100 });
  });

  test('points days apart count what happened between them', () => {
    const shown = publicCurves({ treated: curve(100, 4, 24, 2), comparison: curve(100, 4, 24, 2) }, 11);
    expect(shown?.treated.map(({ time }) => time).length).toBeGreaterThan(3);
    for (const [index, point] of (shown?.treated ?? []).entries()) {
      const before = shown?.treated[index - 1];
      if (before) expect(Math.round(100 * (before.survival - point.survival))).toBeGreaterThanOrEqual(11);
    }
  });

  /** The same curve, of which every row stands for so many rows of one person. */
  const ofFewer = (points: readonly CurvePoint[], rowsEach: number): CurvePoint[] =>
    points.map((point) => ({
      ...point,
      persons: {
        before: Math.ceil(point.atRisk / rowsEach),
        after: Math.ceil((point.atRisk - point.events) / rowsEach),
        events: point.events / rowsEach,
      },
    }));

  test('a person with several rows is one of the eleven', () => {
    const rows = curve(400, 8, 40);
    const alone = publicCurves({ treated: rows, comparison: rows }, 11)!;
    const shown = publicCurves({ treated: rows, comparison: ofFewer(rows, 4) }, 11)!;
    expect(alone.treated.map(({ time }) => time).slice(0, 4)).toEqual([0, 3, 5, 7]);
    // Two people a day: twelve fewer at risk after six days, and eleven left until day 44.
    expect(shown.comparison.map(({ time }) => time)).toEqual([0, 7, 13, 19, 25, 31, 37]);
    expect(shown.comparison.map(({ atRisk }) => atRisk)).toEqual([100, 88, 76, 64, 52, 40, 28]);
    expect(shown.treated[1]!.atRisk).toBe(352);
    // Nine people, however many rows they have.
    expect(publicCurves({ treated: rows, comparison: ofFewer(rows, 44) }, 11)).toBeNull();
  });

  test('nobody sees few people leave: the number at risk falls by none or by eleven', () => {
    // People stay at risk in their other rows after their event: of 100, two or three go between the steps.
    const going = [100, 98, 96, 93, 88, 84, 80].map((before, day): CurvePoint => ({
      ...curve(400, 12, 7)[day]!,
      persons: { before, after: before, events: 12 },
    }));
    // Eleven events on the day itself, two people gone before it.
    const leaving = curve(1000, 12, 7).map((point, day) => ({ ...point, atRisk: point.atRisk - (day > 0 ? 2 : 0) }));
    for (const points of [going, leaving]) {
      for (const other of [points, curve(1000, 24, 7)]) {
        const shown = publicCurves({ treated: points, comparison: other }, 11)!;
        for (const arm of [shown.treated, shown.comparison]) {
          expect(arm.length).toBeGreaterThan(1);
          const falls = arm.slice(1).map(({ atRisk }, step) => arm[step]!.atRisk - atRisk);
          expect(falls.filter((fall) => fall > 0 && fall < 11)).toEqual([]);
        }
      }
    }
  });

  test('of a result that did not count the people of its curves there are none', () => {
    const rows = curve(1000, 20, 24);
    const persons = { total: 300, treated: 150, comparison: 250 };
    const whole = study([400, 1000], [300, 1000], { curves: { treated: rows, comparison: rows } });
    const several = { ...whole, diagnostics: { ...whole.diagnostics, persons } };
    expect(publicResult(whole, [], 11).findings?.curves?.treated.length).toBeGreaterThan(5);
    expect(publicResult(several, [], 11).findings?.curves).toBeNull();
    const counted = { treated: ofFewer(rows, 4), comparison: ofFewer(rows, 4) };
    const told = { ...several, findings: { ...several.findings!, curves: counted } };
    expect(publicResult(told, [], 11).findings?.curves?.treated.map(({ time }) => time)).toContain(4);
  });

  test('too few events for one step: no curve', () => {
    expect(publicCurves({ treated: curve(100, 1, 10), comparison: curve(100, 1, 10) }, 11)).toBeNull();
  });
});

describe('revisions of a count', () => {
  const states = (...values: (number | null)[]) =>
    values.map((value, at) => ({ value: value ?? values[at - 1] ?? 0, live: value !== null }));

  test.each<[string, (number | null)[], number | undefined]>([
    ['the first is told', [500], 0],
    ['five more wait', [500, 505], 0],
    ['until they are eleven from what was told', [500, 505, 509, 511], 3],
    ['the same again is the newer', [500, 500], 1],
    ['a withdrawn one is not told', [500, null], undefined],
    ['a withdrawal is no way around', [500, null, 503], 0],
  ])('%s', (_case, values, told) => {
    expect(publishedState(states(...values), 11)).toBe(told);
  });
});

test('a policy is that of the strictest source, and of all others where a source is not named', () => {
  const policy = { smallest: 11, sources: { 'hiring declarations': 20, visits: 1 } };
  expect(smallestOf(policy, ['visits'])).toBe(1);
  expect(smallestOf(policy, ['visits', 'survey'])).toBe(11);
  expect(smallestOf(policy, ['hiring declarations', 'survey'])).toBe(20);
  expect(smallestOf(policy, [])).toBe(11);
});

test('rates are told to a tenth of a point', () => {
  expect(['30.25', '30', '-0.04', '99.96'].map(publishedRate)).toEqual(['30.3', '30.0', '0.0', '100.0']);
});
