import { describe, expect, test } from '@jest/globals';
import { checkProtocol, type Protocol } from '@impact-ledger/domain';
import { estimate, type Table } from '@impact-ledger/stats';
import { hiddenBiasOf } from './hidden-bias.js';
import { cohortStudy, conclude, confounded, inputs, random, tableOf } from './testing/people.js';

const pairs = (target: 'ATT' | 'ATC') => ({
  ...{ method: 'matching', label: { en: 'pairs', fr: 'paires' } },
  options: { target },
});
const matched = (target: 'ATT' | 'ATC', over: Partial<Protocol> = {}): Protocol => ({
  ...cohortStudy,
  primary: { method: 'ipw', options: {}, label: { en: 'weighted', fr: 'pondérée' } },
  sensitivity: [pairs(target)],
  ...over,
});
const numbers = (table: Table, name: string): Float64Array => table.columns[name] as Float64Array;

/** Rows, from 0, of each pair that `matching` makes: one of the target, and their partner. */
function pairsOf(table: Table, target: 'ATT' | 'ATC', covariates: readonly string[]): (readonly [number, number])[] {
  const roles = { treatment: 'sent', outcome: 'hired', covariates };
  const { details } = estimate('matching', table, roles, { target });
  return (details['pairs'] as [number, number][]).map(([own, partner]) => [own - 1, partner - 1]);
}

/** Treated minus comparison outcome of each pair of those not treated. */
function differencesOf(table: Table, outcome: string): number[] {
  const [sent, y] = [numbers(table, 'sent'), numbers(table, outcome)];
  return pairsOf(table, 'ATC', ['age', 'region']).map(
    ([own, partner]) => (sent[own] === 1 ? 1 : -1) * (y[own]! - y[partner]!),
  );
}

describe('hidden bias of matched pairs', () => {
  test('of those not treated is that of the pairs in which one was hired and the other was not', () => {
    const people = confounded(3000, { effect: 0.15, selection: 0.3, ageToHire: 0.03 });
    expect(() => checkProtocol(matched('ATC'))).not.toThrow();
    const { hiddenBias } = conclude(people, matched('ATC')).findings!;
    const differences = differencesOf(people, 'hired');
    const [treatedOnly, comparisonOnly] = [1, -1].map((side) => differences.filter((each) => each === side).length);
    const counted = estimate('rosenbaum-bounds', { rows: 0, columns: {} }, {}, { treatedOnly, comparisonOnly });
    expect(treatedOnly).toBeGreaterThan(comparisonOnly!);
    expect(hiddenBias).toEqual({ gamma: counted.value, analysis: pairs('ATC').label });
    expect(hiddenBias!.gamma).toBeGreaterThan(1.2);
  });

  test('of a measured outcome ranks the differences: at gamma the signed ranks lie 1.645 errors above what bias gives', () => {
    const { columns } = confounded(1500, { effect: 0, selection: 0.3, ageToHire: 0 });
    const [age, sent] = [columns['age'], columns['sent']] as [Float64Array, Float64Array];
    const next = random(41);
    // No two are the same, so that no two differences are either.
    const days = age.map((years, i) => 0.3 * years + 4 * sent[i]! + 20 * next());
    const people = tableOf({ ...columns, days });
    const outcome = { ...cohortStudy.outcome, kind: 'continuous', column: 'days', unit: 'day' } as const;
    const estimand = { measure: 'mean_difference', target: 'ATE', beneficialDirection: 'increase' } as const;
    const { gamma } = conclude(people, matched('ATC', { outcome, estimand })).findings!.hiddenBias!;
    const ranked = differencesOf(people, 'days').sort((a, b) => Math.abs(a) - Math.abs(b));
    const n = ranked.length;
    const positive = ranked.reduce((sum, each, index) => (each > 0 ? sum + index + 1 : sum), 0);
    const p = gamma / (1 + gamma);
    const error = Math.sqrt((p * (1 - p) * n * (n + 1) * (2 * n + 1)) / 6);
    expect(gamma).toBeGreaterThan(1.2);
    expect((positive - (p * n * (n + 1)) / 2) / error).toBeCloseTo(1.6448536, 5);
  });

  test('of pairs that never differ has no figure, and the limits say why', () => {
    const rows = 900;
    const sent = Float64Array.from({ length: rows }, (_, i) => Number(i % 3 === 0));
    const codes = Int32Array.from({ length: rows }, (_, i) => Math.floor((3 * i) / rows));
    const region = { codes, levels: ['north', 'south', 'west'] };
    const unlike = tableOf({ sent, hired: sent, region });
    // Who is matched does not depend on the outcome: partners were hired as those treated were, and nobody else.
    const hired = new Float64Array(rows);
    pairsOf(unlike, 'ATT', ['region']).forEach((pair, index) => pair.forEach((row) => (hired[row] = index % 2)));
    const covariates = cohortStudy.covariates.filter(({ column }) => column === 'region');
    const { findings, limits } = conclude(tableOf({ sent, hired, region }), matched('ATT', { covariates }));
    expect(findings!.primary!.value).toBeGreaterThan(0);
    expect(findings!.hiddenBias).toBeUndefined();
    const told = (locale: 'en' | 'fr'): string => limits.map((limit) => limit[locale]).join('\n');
    expect(told('en')).toMatch(/Hidden bias of matched pairs.*No pair differs/);
    expect(told('fr')).toContain('Biais caché des paires appariées');
  });

  test('is none to lose where the pairs favour the other arm than the effect', () => {
    const people = confounded(3000, { effect: 0.15, selection: 0.3, ageToHire: 0.03 });
    const hired = numbers(people, 'hired');
    const opposite = { ...people, columns: { ...people.columns, hired: hired.map((each) => 1 - each) } };
    const context = (table: Table) => ({ table, protocol: matched('ATC'), inputs: inputs(table.rows) });
    const gammas = (effect: number): number[] =>
      [people, opposite].map((table) => hiddenBiasOf(context(table), effect)!.gamma);
    expect(gammas(0.1)).toEqual([expect.closeTo(gammas(-0.1)[1]!, 12), 1]);
    expect(gammas(-0.1)[0]).toBe(1);
    expect(gammas(0.1)[0]).toBeGreaterThan(1.2);
  });
});
