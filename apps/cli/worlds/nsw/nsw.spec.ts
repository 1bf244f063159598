import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { Protocol, RunInputs } from '@impact-ledger/domain';
import { runStudy } from '@impact-ledger/study';
import { cohort, naive, randomised } from './protocols.js';

const path = (name: string): string => fileURLToPath(new URL(`../data/nsw/${name}`, import.meta.url));
const inputs = (study: string, rows: number): RunInputs => ({
  study,
  protocolHash: 'a'.repeat(64),
  dataset: { id: study, sha256: 'b'.repeat(64), rows },
  engine: { version: '0.1.0', lock: 'c'.repeat(64) },
  seed: 1978,
  look: 1,
});
const AIPW_ATT = { value: 1226.5437405543157, standardError: 813.4162355916708 };
const IPW_ATT = { value: 1214.0712232929172, standardError: 798.1546277238539 };
const conduct = (protocol: Protocol, file: 'randomised.csv' | 'observational.csv') =>
  runStudy({
    protocol,
    inputs: inputs('nsw', file === 'randomised.csv' ? 445 : 614),
    exploratory: false,
    tablePath: path(file),
  });
const run = async (...study: Parameters<typeof conduct>) => (await conduct(...study)).result;

const close = (actual: number | null | undefined, expected: number, relative: number): void => {
  expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
};

describe('the experiment', () => {
  test('is recovered: positive, of the best grade, in words a minister can repeat', async () => {
    const result = await run(randomised, 'randomised.csv');
    expect(result).toMatchObject({ verdict: 'positive', grade: 5 });
    const { primary, sensitivity } = result.findings!;
    // R: 140/185 - 168/260, Newcombe (1998) method 10.
    close(primary?.value, 0.1106029106029106, 1e-10);
    close(primary?.interval.lower, 0.0238107597684987, 1e-8);
    close(primary?.interval.upper, 0.192707927386686, 1e-8);
    expect(sensitivity.map(({ method, estimand }) => [method, estimand])).toEqual([
      ['aipw', 'ITT'],
      ['ipw', 'ITT'],
    ]);
    expect(result.sentence).toEqual({
      en: 'Being offered the programme put about 11 more people in 100 in work in 1978 (between 2 and 19).',
      fr: 'Se voir proposer le programme : environ 11 personnes de plus sur 100 en emploi en 1978 (entre 2 et 19).',
    });
  });

  test('gives the yardstick of the other studies', () => {
    const { knownEffect } = cohort();
    expect(knownEffect).toMatchObject({ value: 1794.34, lower: 474.01, upper: 3114.68 });
  });

  test('gives the same bytes twice', async () => {
    const [first, second] = [await run(randomised, 'randomised.csv'), await run(randomised, 'randomised.csv')];
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  });
});

describe('the survey comparison', () => {
  test('is visibly wrong when left unadjusted, and decides nothing', async () => {
    const result = await run(naive(), 'observational.csv');
    expect(result).toMatchObject({ verdict: 'inconclusive', grade: 0 });
    expect(result.findings?.primary).toBeNull();
    // R: mean(re78) of MatchIt's lalonde by treat.
    close(result.findings?.naive.value, -635.0262120374209, 1e-9);
    expect(result.sentence.en).not.toMatch(/\d/);
    expect(result.limits[0]?.en).toContain('not evidence of effect');
  });

  test('is refused when adjusted: the groups have too little in common', async () => {
    const { result, sealed } = await conduct(cohort(), 'observational.csv');
    expect(result).toMatchObject({ verdict: 'refused', findings: null, grade: 0 });
    const gates = Object.fromEntries(result.diagnostics.gates.map((gate) => [gate.gate, gate]));
    // R: share with |logit(score) - logit(185/614)| <= log(7/3); worst ATT difference by the treated's SD; Kish.
    expect(gates['equipoise']).toMatchObject({ passed: false, limit: 0.2 });
    expect(gates['equipoise']?.value).toBeCloseTo(73 / 614, 12);
    expect(gates['balance']?.value).toBeCloseTo(0.119, 3);
    close(gates['effective_sample']?.value, 99.8153859157943, 1e-6);
    expect(JSON.stringify([result.sentence, result.verdictReason])).not.toMatch(/dollar/);
    // Unblinded: the figures of R (see the next test), still refused, and no evidence of effect.
    expect(sealed).toMatchObject({ verdict: 'refused', grade: 1 });
    close(sealed?.findings?.primary?.value, AIPW_ATT.value, 1e-8);
    close(sealed?.findings?.primary?.standardError, AIPW_ATT.standardError, 1e-6);
    close(sealed?.findings?.sensitivity[0]?.value, IPW_ATT.value, 1e-8);
    expect(JSON.stringify([sealed?.sentence, sealed?.verdictReason])).not.toMatch(/dollar/);
  });

  test('with the gates waived gives the figures of R, and a low grade', async () => {
    const waivedGates = (['balance', 'equipoise', 'effective_sample'] as const).map((gate) => ({
      gate,
      reason: 'to compare with R',
    }));
    const result = await run({ ...cohort(), waivedGates }, 'observational.csv');
    expect(result.grade).toBe(2);
    expect(result.limits.filter(({ en }) => en?.includes('to compare with R'))).toHaveLength(3);
    const { primary, sensitivity } = result.findings!;
    // R glm and lm per arm, and Hajek weights with stacked score equations (see libs/stats/fixtures).
    close(primary?.value, AIPW_ATT.value, 1e-8);
    close(primary?.standardError, AIPW_ATT.standardError, 1e-6);
    close(sensitivity[0]?.value, IPW_ATT.value, 1e-8);
    close(sensitivity[0]?.standardError, IPW_ATT.standardError, 1e-6);
  });
});
