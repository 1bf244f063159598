import { describe, expect, test } from '@jest/globals';
import type { GateResult, Protocol } from '@impact-ledger/domain';
import type { Table } from '@impact-ledger/stats';
import { diagnose } from './diagnose.js';
import type { Diagnosis } from './diagnosis.js';
import { judgeGates } from './gates.js';
import { clonesOf, graceStudy, trialsOf, trialsStudy, type Using } from './testing/clones.js';
import { cohortOf, conclude, concludeBoth, inputs, tableOf } from './testing/people.js';

const PEOPLE = 6000;
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
/** Older people use more, as the models of the weights suppose. */
const fair: Using = { chance: (age) => logistic(-2 + 0.4 * age) };
/** Nearly everybody over an age uses, and hardly anybody below it. */
const steep: Using = { chance: (age) => logistic(-3 + 6 * age) };
/** People of one range of ages use: no logistic curve of age is right. */
const humped: Using = { chance: (age) => (age > 0 && age < 1 ? 0.6 : 0.05) };

type Study = readonly [name: string, protocol: Protocol, table: (using: Using) => Table];
const grace: Study = ['clones', graceStudy, (using) => clonesOf(PEOPLE, using)];
const inTrials = (contrast: 'initiation' | 'per_protocol'): Study => [
  `trials, ${contrast}`,
  trialsStudy(contrast),
  (using) => trialsOf(PEOPLE, using, contrast),
];
const STUDIES = [grace, inTrials('initiation'), inTrials('per_protocol')];

interface Judged {
  readonly diagnosis: Diagnosis;
  readonly gates: readonly GateResult[];
}

/** What a run does before its first estimate. */
function judge(table: Table, protocol: Protocol): Judged {
  const cohort = cohortOf(table, protocol);
  const diagnosis = diagnose(cohort, { table: cohort.table, protocol, inputs: inputs(PEOPLE) });
  return { diagnosis, gates: judgeGates(cohort, diagnosis, protocol) };
}

const passed = ({ gates }: { readonly gates: readonly GateResult[] }) =>
  Object.fromEntries(gates.map((gate) => [gate.gate, gate.passed]));
const gateOf = ({ gates }: Judged, id: string): GateResult => gates.find(({ gate }) => gate === id)!;

describe.each(STUDIES)('%s', (_, protocol, table) => {
  test('whose weights make those who kept to an arm stand for everybody pass', () => {
    const result = judge(table(fair), protocol);
    expect(passed(result)).toEqual({ equipoise: true, balance: true, effective_sample: true });
    const [age] = result.diagnosis.balance;
    expect(age!.before).toBeGreaterThan(0.3);
    expect(Math.abs(age!.after!)).toBeLessThan(0.06);
  });

  test('in which age decides who uses fail every gate', () => {
    const failed = { equipoise: false, balance: false, effective_sample: false };
    expect(passed(judge(table(steep), protocol))).toEqual(failed);
  });

  test('whose model misses who uses fail for balance, though weights are small and overlap is wide', () => {
    const result = judge(table(humped), protocol);
    expect(passed(result)).toEqual({ equipoise: true, balance: false, effective_sample: true });
  });

  test('are judged alike whichever follow-up ended with the outcome', () => {
    const known = table(fair);
    const [event, deviated] = [known.columns['event'], known.columns['deviated']] as [Float64Array, Float64Array];
    const turned = event.map((one, row) => (deviated[row] === 1 ? 0 : 1 - one));
    expect(judge(tableOf({ ...known.columns, event: turned }), protocol)).toEqual(judge(known, protocol));
  });
});

describe('a run', () => {
  const [, protocol, table] = grace;

  test('that is refused says what was found, and shows no estimate', () => {
    const result = conclude(table(steep), protocol);
    expect(result).toMatchObject({ verdict: 'refused', findings: null, diagnostics: { gates: [{}, {}, {}] } });
    expect(result.verdictReason.en).toContain('too few comparable people are left (effective sample');
    // What can be done is for those who asked, on the page: the result is public, and holds what was found.
    expect(result.verdictReason.en).toMatch(/ is asked\)\.$/);
    expect(result.verdictReason.fr).toMatch(/ au moins\)\.$|au plus\)\.$/);
  });

  test('of people whom some trait separates has no estimate, sealed or not', () => {
    const { result, sealed } = concludeBoth(table({ chance: (age) => (age > 0 ? 1 : 0) }), protocol);
    const failed = { equipoise: false, balance: false, effective_sample: false };
    expect(passed(result.diagnostics)).toEqual(failed);
    expect(sealed).toBeNull();
    expect(result.limits.some(({ en }) => en?.startsWith('No weights make the two groups alike'))).toBe(true);
  });

  test('of an arm that everybody leaves is refused in words, before any estimate', () => {
    const [, perProtocol, of] = inTrials('per_protocol');
    const { columns, ...rest } = of(fair);
    const [arm, left] = [columns['treated'], columns['deviated']] as [Float64Array, Float64Array];
    const [event, time] = [columns['event'], columns['time']] as [Float64Array, Float64Array];
    const everybody = {
      ...columns,
      deviated: left.map((one, row) => (arm[row] === 0 ? 1 : one)),
      event: event.map((one, row) => (arm[row] === 0 ? 0 : one)),
      time: time.map((days, row) => (arm[row] === 0 ? Math.min(days, 7 * (1 + (row % 20))) : days)),
    };
    const { result, sealed } = concludeBoth({ ...rest, columns: everybody }, perProtocol);
    const failed = { equipoise: false, balance: false, effective_sample: false };
    expect(result).toMatchObject({ verdict: 'refused', findings: null });
    expect(passed(result.diagnostics)).toEqual(failed);
    expect(sealed).toBeNull();
    const said = result.limits.find(({ en }) => en?.startsWith('No weights make the two groups alike'));
    expect(said!.en).toContain('everybody left "no use" before the end');
    expect(said!.fr).toContain('tout le monde a quitté');
  });
});

describe('clones', () => {
  const [, protocol, table] = grace;

  test('are the same people at time zero: what is judged is how far each arm went from there', () => {
    const judged = judge(table(humped), protocol);
    const { name, after, fromStart } = judged.diagnosis.balance[0]!;
    expect(name).toBe('age');
    expect(after).toBeCloseTo(fromStart!.treated - fromStart!.comparison, 10);
    const largest = Math.max(Math.abs(after!), Math.abs(fromStart!.treated), Math.abs(fromStart!.comparison));
    expect(gateOf(judged, 'balance').value).toBe(largest);
    expect(largest).toBeGreaterThan(Math.abs(after!));
  });

  test('tell who was asked, who kept to the strategy, and whom their weights stand for', () => {
    const { keeping, effectiveSampleSize, overlap } = judge(table(fair), protocol).diagnosis;
    const { treated, comparison } = keeping!;
    expect([treated.rows, comparison.rows]).toEqual([PEOPLE, PEOPLE]);
    for (const arm of [treated, comparison]) {
      expect(arm.asked).toBeLessThan(PEOPLE);
      expect(arm.kept).toBeLessThan(arm.asked);
      expect(Math.abs(arm.represented - 1)).toBeLessThan(0.02);
      expect(arm.largestWeight).toBeGreaterThan(2);
    }
    expect(effectiveSampleSize!.treated).toBeLessThan(treated.kept);
    const share = overlap!.bins.reduce((sum, bin) => sum + bin.treated, 0);
    expect(share).toBeCloseTo(1, 10);
  });

  test('of users whose outcome comes five times as fast are as balanced: events take nobody out of the comparison', () => {
    const ageOf = (using: Using) => judge(table(using), protocol).diagnosis.balance[0]!;
    const [slow, fast] = [ageOf(fair), ageOf({ ...fair, faster: 5 })];
    expect(Math.abs(fast.after! - slow.after!)).toBeLessThan(0.03);
    expect(Math.abs(fast.fromStart!.treated)).toBeLessThan(0.05);
  });

  test('are allowed what chance gives once in a thousand studies, however few carry the weights at most a quarter', () => {
    const result = judge(table(fair), protocol);
    const { treated, comparison } = result.diagnosis.effectiveSampleSize!;
    expect(result.diagnosis.balance).toHaveLength(4);
    // Of each row the arms apart and either from its start: the normal quantile at 1 - 0.001 / (2 × 12).
    expect(gateOf(result, 'balance').limit).toBeCloseTo(3.9346 * Math.sqrt(1 / treated + 1 / comparison), 4);
    expect(gateOf(judge(table(steep), protocol), 'balance').limit).toBe(0.25);
  });
});

describe('trials', () => {
  test('count people once, however many trials they were in', () => {
    const [, protocol, table] = inTrials('initiation');
    const judged = judge(table(fair), protocol);
    const { effectiveSampleSize, persons, arms } = judged.diagnosis;
    expect(arms.comparison).toBeGreaterThan(2 * persons!.comparison);
    expect(effectiveSampleSize!.comparison).toBeLessThanOrEqual(persons!.comparison);
    expect(gateOf(judged, 'effective_sample').limit).toBe(Math.max(100, 0.1 * persons!.treated));
  });

  test('are balanced trial by trial in numbers too', () => {
    const [, protocol, table] = inTrials('initiation');
    const rows = judge(table(fair), protocol).diagnosis.balance.filter(({ name }) => name.startsWith('trial='));
    expect(rows.map(({ label }) => [label.en, label.fr])).toEqual(
      [1, 2, 3].map((k) => [`trial: ${k}`, `essai : ${k}`]),
    );
    for (const { after } of rows) expect(Math.abs(after!)).toBeLessThan(0.03);
  });

  test('in their overlap are judged on squares and products too, and the limit counts all of them, shown or not', () => {
    const [, protocol, table] = inTrials('per_protocol');
    const overlap: Protocol = { ...protocol, estimand: { ...protocol.estimand, target: 'ATO' } };
    // Age, three regions and three trials; the square of age and its products with the regions.
    const differences = 3 * (7 + 4);
    for (const using of [fair, humped]) {
      const result = judge(table(using), overlap);
      expect(result.diagnosis.differences).toBe(differences);
      expect(result.diagnosis.balance.length).toBeLessThan(7 + 4);
      const { treated, comparison } = result.diagnosis.effectiveSampleSize!;
      // The normal quantile at 1 - 0.001 / (2 × 33).
      const chance = 4.1712 * Math.sqrt(1 / treated + 1 / comparison);
      expect(gateOf(result, 'balance').limit).toBeCloseTo(Math.min(0.25, Math.max(0.1, chance)), 4);
      const shown = result.diagnosis.balance.filter(({ name }) => name.includes('×'));
      expect(shown.length > 0).toBe(using === humped);
    }
  });

  test('whose comparators leave by age are refused per protocol, and not for the contrast of starting', () => {
    const later: Using = { chance: (age, day) => (day <= 21 ? fair : steep).chance(age, day) };
    const [, initiation, first] = inTrials('initiation');
    const [, perProtocol, second] = inTrials('per_protocol');
    expect(passed(judge(first(later), initiation))).toMatchObject({ balance: true, effective_sample: true });
    const result = judge(second(later), perProtocol);
    expect(Object.values(passed(result))).toContain(false);
  });
});
