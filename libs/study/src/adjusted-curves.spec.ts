import { describe, expect, test } from '@jest/globals';
import { checkProtocol, type Looks, type Protocol } from '@impact-ledger/domain';
import { estimate } from '@impact-ledger/stats';
import { cohortStudy, conclude, random, tableOf } from './testing/people.js';

const HORIZON = 90;
const ROWS = 3000;

/**
 * Older people rather get the letter, find work later, and without the letter are lost to view sooner: both the arms and
 * those still in view differ. `risks` are the shares hired by the horizon had everybody, and had nobody, got it.
 */
function followed() {
  const next = random(3);
  const columns = Object.fromEntries(
    ['older', 'sent', 'days', 'hired'].map((name): [string, Float64Array] => [name, new Float64Array(ROWS)]),
  ) as Record<'older' | 'sent' | 'days' | 'hired', Float64Array>;
  const rate = (older: number, sent: number): number => 0.012 * Math.exp(-1.2 * older + 0.4 * sent);
  const shares = [0, 0];
  for (let i = 0; i < ROWS; i++) {
    const older = Number(next() < 0.5);
    const sent = Number(next() < 0.35 + 0.35 * older);
    const hire = -Math.log(1 - next()) / rate(older, sent);
    const lost = Math.min(120, -Math.log(1 - next()) / (0.004 * Math.exp(1.5 * older * (1 - sent))));
    columns.older[i] = older;
    columns.sent[i] = sent;
    columns.days[i] = Math.ceil(Math.min(hire, lost));
    columns.hired[i] = Number(hire <= lost);
    for (const arm of [0, 1]) shares[arm]! += (1 - Math.exp(-rate(older, arm) * HORIZON)) / ROWS;
  }
  return { table: tableOf(columns), risks: { comparison: shares[0]!, treated: shares[1]! } };
}

const { table, risks } = followed();
const both = { en: 'adjusted twice', fr: 'ajusté deux fois' };
const study = (measure: 'risk_difference' | 'rmst_difference'): Protocol => ({
  ...cohortStudy,
  estimand: { ...cohortStudy.estimand, measure },
  outcome: { ...cohortStudy.outcome, kind: 'time_to_event', unit: 'day', survival: { time: 'days', event: 'hired' } },
  covariates: [{ column: 'older', label: { en: 'older' }, kind: 'binary', measured: 'before_time_zero' }],
  primary: { method: 'aipcw', options: {}, label: both },
  sensitivity: [
    {
      method: 'adjusted-survival',
      options: { censoring: 'pooled-logistic', periods: 100, variance: 'estimated-score' },
      label: { en: 'weighted', fr: 'pondéré' },
    },
  ],
});
const roles = { treatment: 'sent', time: 'days', event: 'hired', covariates: ['older'] };
const { details, ...curves } = estimate('aipcw', table, roles, { tau: HORIZON, times: [HORIZON] });

describe('a study by adjusted curves', () => {
  test('has the risk by the horizon, which the arms as they are miss', () => {
    checkProtocol(study('risk_difference'));
    const found = conclude(table, study('risk_difference')).findings!;
    const [weighted] = found.sensitivity;
    const truth = risks.treated - risks.comparison;
    const holds = ({ lower, upper }: { lower: number; upper: number }): boolean => lower < truth && truth < upper;
    expect(found.primary).toMatchObject({ method: 'aipcw', estimand: 'ATE', measure: 'risk_difference' });
    expect(found.primary!.value).toBe(-curves.value!);
    expect(found.primary!.interval).toMatchObject({ lower: -curves.interval.upper!, upper: -curves.interval.lower! });
    expect([found.primary!, weighted!, found.naive].map(({ interval }) => holds(interval))).toEqual([
      true,
      true,
      false,
    ]);
    expect(found.risks!.treated - found.risks!.comparison).toBeCloseTo(found.primary!.value, 12);
    expect(found.risks!.treated).toBeCloseTo(risks.treated, 1);
  });

  test('shows the curves its figure is read from, week by week, and the gap with its own error', () => {
    const weighted: Protocol = { ...study('risk_difference'), primary: study('risk_difference').sensitivity[0]! };
    for (const protocol of [study('risk_difference'), weighted]) {
      const { primary, adjustedCurves: points = [], risks: last } = conclude(table, protocol).findings!;
      expect(points.map(({ time }) => time).slice(0, 2)).toEqual([4, 8]);
      const { lower, upper } = primary!.interval;
      expect(points.at(-1)).toEqual({
        time: HORIZON,
        treated: expect.objectContaining({ value: last!.treated }),
        comparison: expect.objectContaining({ value: last!.comparison }),
        gap: {
          value: expect.closeTo(primary!.value, 12),
          lower: expect.closeTo(lower, 12),
          upper: expect.closeTo(upper, 12),
        },
      });
      points.forEach(({ treated, comparison, gap }) => {
        expect(gap.value).toBeCloseTo(treated.value - comparison.value, 12);
        for (const each of [treated, comparison, gap]) {
          expect(each.lower).toBeLessThan(each.value);
          expect(each.upper).toBeGreaterThan(each.value);
        }
      });
    }
    // The arms as they are have curves of their own.
    const plain = {
      ...study('risk_difference'),
      primary: { method: 'cumulative-incidence', options: {}, label: both },
    };
    expect(conclude(table, { ...plain, design: 'naive_match' }).findings!.adjustedCurves).toBeUndefined();
  });

  const plans: readonly (readonly [string, (information: number) => Looks])[] = [
    [
      'spending',
      (information) => ({ kind: 'group_sequential', spending: 'obrien-fleming', informationMax: 4 * information }),
    ],
    ['sequences', () => ({ kind: 'anytime', tunedAt: ROWS })],
  ];
  test.each(plans)('at a look planned by %s has curves no surer than its estimate', (_, looksOf) => {
    const once = conclude(table, study('risk_difference')).findings!;
    const looks = looksOf(1 / once.primary!.standardError! ** 2);
    const { findings, look } = conclude(table, { ...study('risk_difference'), looks });
    const { primary, adjustedCurves: points = [], curves: plain } = findings!;
    expect(look!.critical).toBeGreaterThan(3);
    expect(primary!.interval.upper - primary!.value).toBeCloseTo(look!.critical * primary!.standardError!, 12);
    const { lower, upper } = primary!.interval;
    expect(points.at(-1)!.gap).toMatchObject({ lower: expect.closeTo(lower, 12), upper: expect.closeTo(upper, 12) });
    const wider = (one: { lower: number; upper: number }, other: { lower: number; upper: number }) =>
      one.lower < other.lower && one.upper > other.upper;
    points.forEach((point, index) => {
      const before = once.adjustedCurves![index]!;
      for (const part of ['treated', 'comparison', 'gap'] as const) {
        expect(point[part].value).toBe(before[part].value);
        expect(wider(point[part], before[part])).toBe(true);
      }
    });
    expect(wider(plain!.treated.at(-1)!, once.curves!.treated.at(-1)!)).toBe(true);
  });

  test('has negative controls of their own, not the effect under another name', () => {
    const next = random(11);
    const names = ['heads', 'tails', 'edge'];
    const toss = (): Float64Array => Float64Array.from({ length: ROWS }, () => Number(next() < 0.3));
    const columns = { ...table.columns, ...Object.fromEntries(names.map((name) => [name, toss()] as const)) };
    const thrown = { ...table, columns };
    const controls = names.map((column) => ({
      ...({ column, label: { en: column }, kind: 'binary', measured: 'before_time_zero' } as const),
    }));
    const { primary, negativeControls } = conclude(thrown, {
      ...study('risk_difference'),
      negativeControls: controls,
    }).findings!;
    expect(negativeControls.map(({ method }) => method)).toEqual(['ipw', 'ipw', 'ipw']);
    for (const { value, standardError } of negativeControls) {
      expect(Math.abs(value)).toBeLessThan(3 * standardError!);
      expect(value).not.toBeCloseTo(primary!.value, 3);
    }
  });

  test('of time without the event is held against a hidden cause in the direction of its effect', () => {
    const hopedFor = study('rmst_difference');
    const result = conclude(table, {
      ...hopedFor,
      estimand: { ...hopedFor.estimand, beneficialDirection: 'decrease' },
    });
    const { primary, fragility } = result.findings!;
    expect(primary!.interval.upper).toBeLessThan(0);
    // Less time without a job is more jobs by the horizon.
    expect(fragility!.adjustedLower > 0 ? 'positive' : 'inconclusive').toBe(result.verdict);
  });

  test('has the time without the event, with its own error', () => {
    checkProtocol(study('rmst_difference'));
    const { primary, sensitivity, risks: none } = conclude(table, study('rmst_difference')).findings!;
    const { difference, standardError, interval } = details['restrictedMean'] as {
      difference: number;
      standardError: number;
      interval: { lower: number; upper: number };
    };
    expect(primary).toMatchObject({ measure: 'rmst_difference', value: difference, standardError });
    expect(primary!.interval).toMatchObject({ lower: interval.lower, upper: interval.upper });
    expect(sensitivity[0]!.measure).toBe('rmst_difference');
    expect(sensitivity[0]!.value).toBeCloseTo(difference, 0);
    expect(none).toBeNull();
  });
});
