import { describe, expect, test } from '@jest/globals';
import { checkProtocol, type Looks, type Protocol } from '@impact-ledger/domain';
import { estimate } from '@impact-ledger/stats';
import { cohortStudy, conclude, random, tableOf } from './testing/people.js';

const HORIZON = 90;
const ROWS = 4000;

/**
 * Older people use more, find work later and go into training sooner. `risks` are the shares hired by the horizon had everybody,
 * and had nobody, used, training acting as it does.
 */
function people() {
  const next = random(19);
  const columns = Object.fromEntries(
    ['older', 'sent', 'days', 'exit'].map((name): [string, Float64Array] => [name, new Float64Array(ROWS)]),
  ) as Record<'older' | 'sent' | 'days' | 'exit', Float64Array>;
  const hired = (older: number, sent: number): number => 0.012 * Math.exp(-0.8 * older + 0.4 * sent);
  const trained = (older: number): number => 0.004 * Math.exp(1.2 * older);
  const shares = [0, 0];
  for (let i = 0; i < ROWS; i++) {
    const older = Number(next() < 0.5);
    const sent = Number(next() < 0.3 + 0.35 * older);
    const [hire, training, end] = [hired(older, sent), trained(older), 0.004].map(
      (rate) => -Math.log(1 - next()) / rate,
    );
    const first = Math.min(hire!, training!, end!, 120);
    columns.older[i] = older;
    columns.sent[i] = sent;
    columns.days[i] = Math.ceil(first);
    columns.exit[i] = first === hire ? 1 : first === training ? 2 : 0;
    for (const arm of [0, 1]) {
      const both = hired(older, arm) + trained(older);
      shares[arm]! += ((hired(older, arm) / both) * (1 - Math.exp(-both * HORIZON))) / ROWS;
    }
  }
  return { table: tableOf(columns), truth: shares[1]! - shares[0]! };
}

const { table, truth } = people();
const study: Protocol = {
  ...cohortStudy,
  outcome: {
    ...cohortStudy.outcome,
    ...{ kind: 'time_to_event', unit: 'day', column: 'exit', survival: { time: 'days', event: 'exit' } },
    competingEvents: [{ code: 2, label: { en: 'training', fr: 'formation' } }],
  },
  covariates: [{ column: 'older', label: { en: 'older' }, kind: 'binary', measured: 'before_time_zero' }],
  primary: { method: 'adjusted-incidence', options: { variance: 'estimated-score' }, label: { en: 'weighted' } },
  sensitivity: [{ method: 'adjusted-survival', options: {}, label: { en: 'had nobody trained' } }],
};
const roles = { treatment: 'sent', time: 'days', event: 'exit', covariates: ['older'] };

describe('a cohort whose members may leave otherwise', () => {
  test('has the risk while they do, which neither the groups as they are nor a world without exits gives', () => {
    checkProtocol(study);
    const { primary, naive, sensitivity, risks } = conclude(table, study).findings!;
    const direct = estimate('adjusted-incidence', table, roles, { times: [HORIZON], variance: 'estimated-score' });
    expect(primary).toMatchObject({ method: 'adjusted-incidence', estimand: 'ATE', measure: 'risk_difference' });
    expect(primary!.value).toBeCloseTo(direct.value!, 14);
    expect(primary!.label).toEqual({ en: 'weighted' });
    const holds = ({ lower, upper }: { lower: number; upper: number }): boolean => lower < truth && truth < upper;
    expect([primary!, naive].map(({ interval }) => holds(interval))).toEqual([true, false]);
    expect(sensitivity[0]!.value).toBeGreaterThan(primary!.value);
    expect(sensitivity[0]!.label.en).toContain('had nobody left otherwise');
    expect(risks!.treated - risks!.comparison).toBeCloseTo(primary!.value, 12);
  });

  test.each<[string, Looks]>([
    ['one look', { kind: 'single' }],
    ['a planned look', { kind: 'group_sequential', spending: 'pocock', informationMax: 20_000 }],
  ])('shows its curves, the last gap being the estimate with its interval: %s', (_name, looks) => {
    const { primary, adjustedCurves: curves } = conclude(table, { ...study, looks }).findings!;
    const last = curves!.at(-1)!;
    expect(curves!.length).toBeGreaterThan(10);
    expect(last.time).toBe(HORIZON);
    const { value, interval } = primary!;
    expect(last.gap).toEqual({
      value: expect.closeTo(value, 12),
      lower: expect.closeTo(interval.lower, 12),
      upper: expect.closeTo(interval.upper, 12),
    });
    expect(last.treated.value - last.comparison.value).toBeCloseTo(value, 12);
    for (const { treated, comparison } of curves!) {
      for (const { value: share, lower, upper } of [treated, comparison]) {
        expect(lower <= share && share <= upper && lower >= 0 && upper <= 1).toBe(true);
      }
    }
  });
});
