import { describe, expect, test } from '@jest/globals';
import { checkProtocol, type Economics, type Protocol } from '@impact-ledger/domain';
import { estimate } from '@impact-ledger/stats';
import { cohortStudy, conclude, confounded, random, tableOf, trial, twoByTwo } from './testing/people.js';

const people = confounded(3000, { effect: 0.12, selection: 0.4, ageToHire: 0.03 });
const region = { column: 'region', label: { en: 'region', fr: 'région' } };

describe('groups declared beforehand', () => {
  const half = { column: 'half', label: { en: 'half', fr: 'moitié' } };
  const halves = { codes: Int32Array.from({ length: 4000 }, (_, i) => i % 2), levels: ['even', 'odd'] };
  const spread = { codes: Int32Array.from({ length: 4000 }, (_, i) => Math.floor(i / 4) % 2), levels: ['a', 'b'] };
  const sent = Float64Array.from({ length: 4000 }, (_, i) => Number(i % 4 < 2));
  // 40 in 100 are hired, and 60 of the odd half when sent the letter: an effect in one half alone.
  const next = random(5);
  const hired = Float64Array.from(sent, (s, i) => Number(next() < 0.4 + 0.2 * s * (i % 2)));
  const table = tableOf({ sent, hired, half: halves, spread });
  const subgroups = [half, { column: 'spread', label: { en: 'spread', fr: 'autre' } }];

  test('are judged by whether the effect differs between their levels, corrected by Holm', () => {
    const found = conclude(table, { ...trial, subgroups }).findings!.subgroups!;
    const [byHalf, bySpread] = found as [(typeof found)[0], (typeof found)[0]];
    expect(byHalf.levels.map(({ level }) => level)).toEqual(['even', 'odd']);
    const { estimate: even } = byHalf.levels[0]!;
    const { estimate: odd } = byHalf.levels[1]!;
    // Cochran's Q of two estimates is the square of their difference over its error.
    const z = (odd.value - even.value) / Math.hypot(odd.standardError!, even.standardError!);
    expect(byHalf.interaction!.statistic).toBeCloseTo(z * z, 8);
    expect(byHalf.interaction).toMatchObject({ degreesOfFreedom: 1, adjusted: 2 * byHalf.interaction!.pValue });
    expect(byHalf.interaction!.adjusted).toBeLessThan(0.001);
    expect(bySpread.interaction!.adjusted).toBeGreaterThan(0.05);
  });

  test('of a cohort are adjusted for everything but themselves', () => {
    const { subgroups: found } = conclude(people, { ...cohortStudy, subgroups: [region] }).findings!;
    expect(found![0]!.levels.map(({ estimate: shown }) => shown.method)).toEqual(['aipw', 'aipw', 'aipw']);
    expect(found![0]!.levels.reduce((sum, { estimate: shown }) => sum + shown.n.total, 0)).toBe(3000);
  });
});
describe('negative controls', () => {
  const many = (count: number, bias: number) => {
    const names = Array.from({ length: count }, (_, k) => `control${k}`);
    const next = random(9);
    const columns = names.map((name): [string, Float64Array] => [
      name,
      Float64Array.from(people.columns['sent'] as Float64Array, (sent) => Number(next() < 0.3 + bias * sent)),
    ]);
    const negativeControls = names.map((column) => ({
      ...{ column, label: { en: column, fr: column }, kind: 'binary' as const },
      measured: 'before_time_zero' as const,
    }));
    return conclude(tableOf({ ...people.columns, ...Object.fromEntries(columns) }), {
      ...cohortStudy,
      negativeControls,
    });
  };

  test('of which there are 20 move the estimate by the bias they show', () => {
    const { calibrated, primary, negativeControls } = many(20, 0.05).findings!;
    const mean = negativeControls.reduce((sum, { value }) => sum + value, 0) / 20;
    expect(calibrated).toMatchObject({ controls: 20, mean: expect.closeTo(mean, 2) });
    expect(calibrated!.value).toBeCloseTo(primary!.value - calibrated!.mean, 12);
    expect(calibrated!.value).toBeLessThan(primary!.value - 0.03);
  });

  test('of which there are 19 are shown only', () => {
    const { calibrated, negativeControls } = many(19, 0.05).findings!;
    expect([calibrated, negativeControls.length]).toEqual([undefined, 19]);
  });
});

describe('refuters', () => {
  test('repeat the primary analysis, the same twice, and raise no grade', () => {
    const protocol: Protocol = { ...cohortStudy, refutation: { replicates: 40 } };
    const [one, two] = [conclude(people, protocol), conclude(people, protocol)];
    expect(one.findings!.refutation!.map(({ refuter, survived }) => [refuter, survived])).toEqual([
      ['permutation', true],
      ['placebo-treatment', true],
      ['subset-stability', true],
    ]);
    expect(two.findings!.refutation).toEqual(one.findings!.refutation);
    expect(one.grade).toBe(conclude(people, cohortStudy).grade);
  });
});

describe('what the data hide', () => {
  test('outcomes that are unknown bound the effect, all in one arm and none in the other', () => {
    const { columns } = twoByTwo(500, 1000, 400, 1000);
    const hired = Float64Array.from(columns['hired'] as Float64Array, (value, i) => (i % 1000 >= 980 ? NaN : value));
    const { worstCase } = conclude(tableOf({ ...columns, hired })).findings!;
    expect(worstCase).toMatchObject({ unknown: { treated: 20, comparison: 20 } });
    expect(worstCase!.lower).toBeCloseTo(0.5 - (0.4 + 0.02), 12);
    expect(worstCase!.upper).toBeCloseTo(0.5 + 0.02 - 0.4, 12);
    expect(conclude(twoByTwo(500, 1000, 400, 1000)).findings!.worstCase).toBeUndefined();
  });

  test('hires that are not declared stretch the effect, and may explain it where arms differ', () => {
    const recording = { sensitivity: [0.8, 1], specificity: [1, 1], differential: false, source: 'a survey' } as const;
    const study = (differential: boolean): Protocol => ({
      ...trial,
      outcome: {
        ...trial.outcome,
        recording: { ...recording, sensitivity: [0.8, 1], specificity: [1, 1], differential },
      },
    });
    const told = conclude(twoByTwo(500, 1000, 400, 1000), study(false)).findings!.misrecorded!;
    // 0.5 / 0.8 - 0.4 / 0.8, and as recorded.
    expect([told.effect.lower, told.effect.upper]).toEqual([expect.closeTo(0.1, 12), expect.closeTo(0.125, 12)]);
    const apart = conclude(twoByTwo(500, 1000, 400, 1000), study(true)).findings!.misrecorded!;
    // 0.5 as it is against 0.4 of which a fifth more is hidden.
    expect(apart.effect.lower).toBeCloseTo(0.5 - 0.5, 12);
    expect(apart.effect.upper).toBeCloseTo(0.625 - 0.4, 12);
    expect(apart.interval.lower).toBeLessThan(apart.effect.lower);
  });

  test('a confounder must be so strong: E-value of the ratio that the difference makes', () => {
    const { eValue, primary, risks } = conclude(people, cohortStudy).findings!;
    const ratio = 1 + primary!.value / risks!.comparison;
    const ofRatio = (rr: number): number => rr + Math.sqrt(rr * (rr - 1));
    expect(eValue!.estimate).toBeCloseTo(ofRatio(ratio), 9);
    expect(eValue!.limit).toBeCloseTo(ofRatio(1 + primary!.interval.lower / risks!.comparison), 9);
    expect(conclude(twoByTwo(500, 1000, 400, 1000)).findings!.eValue).toBeUndefined();
  });
});

describe('matched pairs', () => {
  const matching = { method: 'matching', options: {}, label: { en: 'pairs', fr: 'paires' } };
  const study: Protocol = { ...cohortStudy, estimand: { ...cohortStudy.estimand, target: 'ATT' } };

  test('say how far a hidden cause would have to change the odds of use', () => {
    const { hiddenBias } = conclude(people, { ...study, sensitivity: [matching] }).findings!;
    const roles = { treatment: 'sent', outcome: 'hired', covariates: ['age', 'region'] };
    // It matches one to one by itself, as `matching` does by default.
    const direct = estimate('rosenbaum-bounds', people, roles, { level: 0.95 });
    expect(direct.value).toBeGreaterThan(1);
    expect(hiddenBias).toEqual({ gamma: direct.value, analysis: matching.label });
  });

  test.each([
    ['nothing is matched', []],
    ['partners are shared', [{ ...matching, options: { replace: true } }]],
    ['sets are larger', [{ ...matching, options: { ratio: 2 } }]],
  ])('say nothing where %s', (_, sensitivity) => {
    expect(conclude(people, { ...study, sensitivity }).findings!.hiddenBias).toBeUndefined();
  });
});

describe('other ways out', () => {
  const next = random(23);
  const rows = 2000;
  const sent = Float64Array.from({ length: rows }, (_, i) => i % 2);
  // Lost to view, hired or in training, whichever comes first; only hires come sooner for one arm.
  const ways = Array.from(sent, (s) => [300, s === 1 ? 200 : 300, 300].map((most) => 1 + Math.floor(most * next())));
  const days = Float64Array.from(ways, (each) => Math.min(...each));
  const exits = Float64Array.from(ways, (each, row) => each.indexOf(days[row]!));
  const table = tableOf({ sent, days, exit: exits });
  const time = (measure: 'risk_difference' | 'rmst_difference', competing = true): Protocol => ({
    ...trial,
    outcome: {
      ...trial.outcome,
      ...{ kind: 'time_to_event', unit: 'day', column: 'exit', survival: { time: 'days', event: 'exit' } },
      ...(competing && { competingEvents: [{ code: 2, label: { en: 'training', fr: 'formation' } }] }),
    },
    estimand: { ...trial.estimand, measure },
    primary: { method: 'cumulative-incidence', options: {}, label: { en: 'share hired', fr: 'part embauchée' } },
    sensitivity: [{ method: 'rmst', options: {}, label: { en: 'time lost', fr: 'temps perdu' } }],
  });

  test('enter the risk of Aalen and Johansen; time lost is marked as if nobody had left otherwise', () => {
    const result = conclude(table, time('risk_difference'));
    const { primary, sensitivity, incidence, risks } = result.findings!;
    const roles = { treatment: 'sent', time: 'days', event: 'exit' };
    const direct = estimate('cumulative-incidence', table, roles, { times: [90] });
    expect(primary).toMatchObject({ measure: 'risk_difference', value: direct.value });
    expect(incidence!.treated.at(-1)).toMatchObject({ time: 90, incidence: risks!.treated });
    expect(sensitivity[0]!.label).toEqual({
      en: 'time lost (had nobody left otherwise)',
      fr: 'temps perdu (si personne n’était sorti autrement)',
    });
    expect(result.limits.some(({ en }) => en?.includes('People may leave otherwise (training)'))).toBe(true);
    // Those censored before the horizon may have had the outcome or not.
    expect(result.findings!.worstCase!.lower).toBeLessThan(primary!.value);
  });

  test('make time lost no answer by itself', () => {
    expect(() => checkProtocol(time('risk_difference'))).not.toThrow();
    const lost = { ...time('rmst_difference'), primary: { ...trial.primary, method: 'rmst', options: {} } };
    expect(() => checkProtocol(lost)).toThrow('end the time at risk');
    expect(() => checkProtocol({ ...lost, outcome: time('rmst_difference', false).outcome })).not.toThrow();
  });
});

describe('economics', () => {
  const fixed = (numbers: number[], en: string) => ({
    ...{ label: { en, fr: en }, source: 'a report', status: 'assumed' as const },
    ...{ distribution: 'fixed' as const, numbers },
  });
  const economics: Economics = {
    ...{ currency: 'euro', gain: 'outcome' },
    benefit: { ...fixed([1000, 2000, 3000], 'a hire'), distribution: 'triangular' },
    cost: fixed([40], 'the letter'),
    deadweight: fixed([0], 'none: the effect is against a comparison group'),
    displacement: fixed([0.2], 'places taken from others'),
    claims: [{ label: { en: 'sixty for one' }, source: 'a leaflet', status: 'unverified', ratio: 60 }],
  };

  test('put a price on one more outcome, net of what is taken from others', () => {
    const told = conclude(twoByTwo(500, 1000, 400, 1000), { ...trial, economics }).findings!;
    const { costPerGain, netBenefit, benefitCost, status, claims } = told.economics!;
    expect(status).toBe('bounded');
    expect(costPerGain!.value).toBeCloseTo(40 / (0.1 * 0.8), 9);
    expect(netBenefit.value).toBeCloseTo(0.1 * 0.8 * 2000 - 40, 9);
    expect(benefitCost.median).toBeGreaterThan(3);
    expect(benefitCost.draws).toBe(10_000);
    expect(claims).toMatchObject([{ ratio: 60, status: 'unverified' }]);
  });

  test('give no price where the interval includes zero: net benefit alone', () => {
    const told = conclude(twoByTwo(420, 1000, 400, 1000), { ...trial, economics }).findings!.economics!;
    expect(told).toMatchObject({ status: 'unbounded', costPerGain: null });
    expect(told.netBenefit.lower).toBeLessThan(0);
  });

  test('count fewer as the gain where fewer is hoped for', () => {
    const estimand = { ...trial.estimand, beneficialDirection: 'decrease' as const };
    const told = conclude(twoByTwo(400, 1000, 500, 1000), { ...trial, estimand, economics }).findings!.economics!;
    expect(told.costPerGain!.value).toBeCloseTo(500, 9);
  });

  test('want time for days, and a difference', () => {
    expect(() => checkProtocol({ ...trial, economics })).not.toThrow();
    expect(() => checkProtocol({ ...trial, economics: { ...economics, gain: 'time' } })).toThrow('time lost');
    const ratio = { ...trial, estimand: { ...trial.estimand, measure: 'risk_ratio' as const }, economics };
    expect(() => checkProtocol({ ...ratio, primary: { ...trial.primary, method: 'risk-ratio', options: {} } })).toThrow(
      'a ratio buys nothing',
    );
  });
});
