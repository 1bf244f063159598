import { describe, expect, test } from '@jest/globals';
import { checkProtocol, type Protocol } from '@impact-ledger/domain';
import { estimate } from '@impact-ledger/stats';
import { emailed, invitation, late } from './testing/e-mail.js';
import { conclude, confounded, random, tableOf, trial, twoByTwo } from './testing/people.js';

describe('an encouragement', () => {
  test('by e-mail with 30,600 and 30,000 hires of 100,000 each has the figures of the formulas', () => {
    const table = emailed(30_600, 30_000, 100_000);
    const result = conclude(table, invitation);
    const { primary, relative } = result.findings!;
    expect(primary).toMatchObject({ estimand: 'ITT', measure: 'risk_difference' });
    expect(primary!.value).toBeCloseTo(0.006, 12);
    expect(primary!.interval.lower).toBeCloseTo(0.00197, 5);
    expect(primary!.interval.upper).toBeCloseTo(0.01003, 5);
    expect(relative!.value).toBeCloseTo(1.02, 12);
    expect(relative!.interval.lower).toBeCloseTo(1.0065, 4);
    expect(relative!.interval.upper).toBeCloseTo(1.0337, 4);
    expect(result).toMatchObject({ verdict: 'positive', grade: 5 });
    const at90 = conclude(table, { ...invitation, alpha: 0.1 }).findings!.primary!.interval;
    expect(at90.lower).toBeCloseTo(0.00262, 5);
    expect(at90.upper).toBeCloseTo(0.00938, 5);
  });

  test('of 11 and 11 is underpowered', () => {
    const result = conclude(emailed(8, 6, 11), { ...invitation, primary: trial.primary });
    expect(result.verdict).toBe('underpowered');
    expect(result.findings!.primary!.interval.lower).toBeCloseTo(-0.198, 3);
    expect(result.findings!.primary!.interval.upper).toBeCloseTo(0.5, 3);
  });

  test('tells the effect of use on those it moved, one grade lower, with the effect of the invitation beside it', () => {
    const result = conclude(emailed(3200, 3000, 10_000), { ...late, smallestEffectOfInterest: 0.05 });
    const { naive, primary, encouragement } = result.findings!;
    expect(naive.estimand).toBe('ITT');
    expect(primary).toMatchObject({ method: 'iv', estimand: 'LATE' });
    expect(encouragement!.moved).toBeCloseTo(0.2, 9);
    expect(primary!.value).toBeCloseTo(naive.value / encouragement!.moved, 9);
    expect(encouragement!.andersonRubin.shape).toBe('interval');
    expect(result.grade).toBe(4);
    expect(result.limits.some(({ en }) => en?.includes('whom the invitation moved'))).toBe(true);
  });

  test('is checked for the sizes of the groups as any draw', () => {
    const result = conclude(emailed(500, 480, 1000), { ...invitation, allocation: { treatedShare: 0.4 } });
    expect(result.verdict).toBe('refused');
  });

  test.each<[string, Protocol, string]>([
    ['names no use', { ...invitation, uptake: undefined }, '/uptake'],
    [
      'asks for the effect on everybody',
      { ...invitation, estimand: { ...late.estimand, target: 'ATE' } },
      '/estimand/target',
    ],
    ['asks for LATE by a plain difference', { ...late, primary: invitation.primary }, '/primary/method'],
    ['is a trial that asks for LATE', { ...trial, estimand: late.estimand, primary: late.primary }, '/estimand/target'],
  ])('that %s is refused', (_, protocol, pointer) => {
    const { uptake: use, ...bare } = protocol;
    const given = use ? protocol : bare;
    expect(() => checkProtocol(given)).toThrow(
      expect.objectContaining({ pointers: expect.arrayContaining([expect.objectContaining({ pointer })]) }),
    );
  });

  test.each([invitation, late])('is a protocol without a fault', (protocol) => {
    expect(() => checkProtocol(protocol)).not.toThrow();
  });
});

describe('a stratified cohort', () => {
  const stratified: Protocol = {
    ...trial,
    design: 'stratified_cohort',
    strata: [{ column: 'region', label: { en: 'region', fr: 'région' } }],
    estimand: { ...trial.estimand, target: 'ATE' },
    primary: { method: 'standardisation', options: {}, label: { en: 'standardised', fr: 'standardisé' } },
    sensitivity: [{ method: 'mantel-haenszel', options: {}, label: { en: 'pooled', fr: 'regroupé' } }],
  };
  const people = (() => {
    const next = random(3);
    const [sent, hired] = [new Float64Array(6000), new Float64Array(6000)];
    const codes = Int32Array.from({ length: 6000 }, (_, i) => {
      const region = i % 3;
      sent[i] = Number(next() < 0.3 + 0.2 * region);
      hired[i] = Number(next() < 0.2 + 0.02 * region + 0.2 * sent[i]);
      return region;
    });
    return tableOf({ sent, hired, region: { codes, levels: ['north', 'south', 'west'] } });
  })();

  test('is a protocol without a fault, and needs strata', () => {
    expect(() => checkProtocol(stratified)).not.toThrow();
    const { strata: _strata, ...bare } = stratified;
    expect(() => checkProtocol(bare)).toThrow('within which arms are compared');
  });

  test('compares within strata, and is graded as an adjusted cohort', () => {
    const result = conclude(people, stratified);
    const roles = { treatment: 'sent', outcome: 'hired', strata: ['region'] };
    expect(result.findings!.primary!.value).toBe(estimate('standardisation', people, roles, {}).value);
    expect(result.findings!.sensitivity[0]!.value).toBe(estimate('mantel-haenszel', people, roles, {}).value);
    expect(result).toMatchObject({ verdict: 'positive', grade: 2 });
    expect(result.findings!.fragility!.strongestCovariate).toMatch(/^region/);
  });

  test('whose strata hold one arm each is refused', () => {
    const { columns } = confounded(3000, { effect: 0.1, selection: 0, ageToHire: 0 });
    const codes = Int32Array.from(columns['sent'] as Float64Array, (sent) => sent);
    const result = conclude(tableOf({ ...columns, region: { codes, levels: ['a', 'b'] } }), stratified);
    expect(result.diagnostics.gates).toMatchObject([
      { gate: 'equipoise', passed: false, value: 0 },
      { gate: 'balance', passed: false },
      { gate: 'effective_sample', passed: false, value: 0 },
    ]);
    expect(result).toMatchObject({ verdict: 'refused', findings: null });
    expect(result.limits.some(({ en }) => en?.startsWith('No stratum holds both groups'))).toBe(true);
  });

  test.each([
    ['standardisation', 'ATE'],
    ['standardisation', 'ATT'],
    ['mantel-haenszel', 'ATE'],
  ] as const)('by %s for the %s is judged under its own weights: strata are even', (method, target) => {
    const protocol: Protocol = {
      ...stratified,
      estimand: { ...stratified.estimand, target },
      primary: { ...stratified.primary, method },
    };
    const { balance, gates, effectiveSampleSize: size, arms } = conclude(people, protocol).diagnostics;
    expect(gates.map(({ gate, passed }) => [gate, passed])).toEqual([
      ['equipoise', true],
      ['balance', true],
      ['effective_sample', true],
    ]);
    const regions = balance.filter(({ name }) => name.startsWith('region='));
    expect(regions).toHaveLength(3);
    for (const { before, after } of regions) {
      expect(Math.abs(before)).toBeGreaterThan(0.01);
      expect(after).toBeCloseTo(0, 10);
    }
    expect(size!.treated <= arms.treated + 1e-9 && size!.comparison < arms.comparison).toBe(true);
  });

  test('whose strata leave a declared characteristic apart is refused', () => {
    const sent = people.columns['sent'] as Float64Array;
    const next = random(17);
    const age = sent.map((s) => 40 + 10 * (next() + next() + next() - 1.5) + 3 * s);
    const covariates: Protocol['covariates'] = [
      { column: 'age', label: { en: 'age' }, kind: 'continuous', measured: 'before_time_zero' },
    ];
    const result = conclude(tableOf({ ...people.columns, age }), { ...stratified, covariates });
    const [row] = result.diagnostics.balance;
    expect(row).toMatchObject({ name: 'age', after: expect.closeTo(0.6, 1) });
    expect(result.diagnostics.gates[1]).toMatchObject({ gate: 'balance', passed: false, value: row!.after });
    expect(result.verdict).toBe('refused');
  });

  test('counts out the people of strata with one group', () => {
    const { codes } = people.columns['region'] as { codes: Int32Array };
    const alone = codes.map((code, row) =>
      (people.columns['sent'] as Float64Array)[row] === 1 && row < 50 ? 3 : code,
    );
    const region = { codes: alone, levels: ['north', 'south', 'west', 'abroad'] };
    const result = conclude(tableOf({ ...people.columns, region }), stratified);
    const many = alone.reduce((sum, code) => sum + Number(code === 3), 0);
    expect(result.limits.map(({ en }) => en)).toContain(
      `${many} people are in strata with one of the groups only, and are compared with nobody.`,
    );
    expect(result.verdict).toBe('positive');
  });
});

test('before and after decides nothing, and says what is in the figure', () => {
  const result = conclude(twoByTwo(600, 1000, 500, 1000), { ...trial, design: 'before_after' });
  expect(result).toMatchObject({ verdict: 'inconclusive', grade: 1, findings: { primary: null } });
  const naive = conclude(twoByTwo(600, 1000, 500, 1000), { ...trial, design: 'naive_match' });
  expect(naive).toMatchObject({ verdict: 'inconclusive', grade: 0, findings: { primary: null } });
  expect(result.limits.some(({ en }) => en?.includes('Whatever else changed'))).toBe(true);
});

describe('difference-in-differences', () => {
  /** Units whose outcome drifts together; a third takes the measure in period 4 and gains `effect` from then on. */
  function units({ effect, drift = 0, periods = 6 }: { effect: number; drift?: number; periods?: number }) {
    const next = random(17);
    const rows = 150 * periods;
    const level = Array.from({ length: 150 }, () => 10 * next());
    const of = (value: (unit: number, period: number) => number) =>
      Float64Array.from({ length: rows }, (_, i) => value(Math.floor(i / periods), 1 + (i % periods)));
    const treated = (unit: number): boolean => unit % 3 === 0;
    const start = Math.ceil(periods / 2) + 1;
    return tableOf({
      agency: of((unit) => unit),
      month: of((_, period) => period),
      since: of((unit) => (treated(unit) ? start : 0)),
      hires: of(
        (unit, period) =>
          level[unit]! + 0.5 * period + next() + (treated(unit) ? drift * period + (period >= start ? effect : 0) : 0),
      ),
    });
  }
  const { allocation: _allocation, ...plain } = trial;
  const panel: Protocol = {
    ...plain,
    design: 'difference_in_differences',
    panel: { unit: 'agency', period: 'month' },
    arms: { column: 'since', treated: { en: 'equipped' }, comparison: { en: 'not equipped' } },
    outcome: {
      ...trial.outcome,
      kind: 'continuous',
      column: 'hires',
      unit: 'score',
      label: { en: 'hires', fr: 'embauches' },
    },
    estimand: { measure: 'mean_difference', target: 'ATT', beneficialDirection: 'increase' },
    primary: { method: 'group-time-att', options: {}, label: { en: 'by group and time', fr: 'par groupe et date' } },
    sensitivity: [
      { method: 'did', options: { variance: 'CR2' }, label: { en: 'before and after', fr: 'avant et après' } },
    ],
    smallestEffectOfInterest: 0.1,
    wording: {
      exposure: { en: 'Equipping the agency', fr: 'Équiper l’agence' },
      outcome: { en: 'hires', fr: 'les embauches' },
    },
  };

  test('is a protocol without a fault; it needs its panel, and methods of panels', () => {
    expect(() => checkProtocol(panel)).not.toThrow();
    const { panel: _panel, ...bare } = panel;
    expect(() => checkProtocol(bare)).toThrow('names the unit and the period');
    expect(() => checkProtocol({ ...panel, primary: { ...panel.primary, method: 'welch' } })).toThrow(
      'choose did, group-time-att, event-study',
    );
    expect(() => checkProtocol({ ...trial, primary: { ...panel.primary, method: 'did' } })).toThrow(
      'difference_in_differences',
    );
  });

  test('that outlives trends as unlike after as before is graded 4, with its periods and units', () => {
    const result = conclude(units({ effect: 2 }), panel);
    const { primary, naive, sensitivity, panel: shown } = result.findings!;
    expect(result).toMatchObject({
      verdict: 'positive',
      grade: 4,
      diagnostics: { arms: { treated: 50, comparison: 100 } },
    });
    expect(primary).toMatchObject({ method: 'group-time-att', estimand: 'ATT' });
    expect(primary!.interval.lower).toBeLessThan(2);
    expect(primary!.interval.upper).toBeGreaterThan(2);
    expect(naive).toMatchObject({ method: 'welch', estimand: 'unadjusted', n: { total: 150, treated: 50 } });
    expect(sensitivity[0]!.value).toBeCloseTo(2, 0);
    expect(shown!.units).toEqual({ treated: 50, comparison: 100 });
    expect(shown!.eventStudy.map(({ eventTime }) => eventTime)).toEqual([-2, -1, 0, 1, 2]);
    expect(shown!.breakdown).toBeGreaterThan(1);
    expect(shown!.preTrend!.degreesOfFreedom).toBe(2);
    expect(result.sentence.en).toMatch(/^Equipping the agency raised hires by about /);
    expect(result.limits.some(({ en }) => en?.includes('no data can prove it'))).toBe(true);
  });

  test('whose sides already drifted apart is graded 3, however small its p-value', () => {
    const result = conclude(units({ effect: 0.1, drift: 0.8 }), panel);
    expect(result.findings!.panel!.preTrend!.pValue).toBeLessThan(1e-6);
    expect(result.findings!.panel!.breakdown).toBeLessThan(1);
    expect(result.grade).toBe(3);
    expect(result.findings!.primary!.interval.lower).toBeGreaterThan(0);
  });

  test('with one period before cannot test its trends: grade 2, and it says so', () => {
    const result = conclude(units({ effect: 2, periods: 2 }), {
      ...panel,
      primary: { ...panel.primary, method: 'did' },
    });
    expect(result).toMatchObject({
      verdict: 'positive',
      grade: 2,
      findings: { panel: { breakdown: null, preTrend: null } },
    });
    expect(result.limits.some(({ en }) => en?.includes('No period before'))).toBe(true);
  });
});
