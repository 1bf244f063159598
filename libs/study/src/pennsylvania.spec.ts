import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import {
  checkProtocol,
  type Covariate,
  type Protocol,
  type StudyEstimate,
  type StudyResult,
} from '@impact-ledger/domain';
import { runStudy } from './run-study.js';
import { inputs, trial } from './testing/people.js';

/** The Pennsylvania reemployment bonus experiment, arm 4 (Bilias 2000), and what R makes of it: where they lie beside. */
const folder = new URL('../../../../shared/reference/', import.meta.url);
const whenPresent = existsSync(folder) ? test : test.skip;
const inR = <Results>(name: string): Results =>
  JSON.parse(readFileSync(new URL(`results/${name}.json`, folder), 'utf8')) as Results;
type Limits = readonly [number, number];

interface SurvivalInR {
  readonly rmst: { readonly diff: number; readonly diff_se: number; readonly diff_ci: Limits };
  readonly logrank: { readonly chisq: number; readonly obs: Limits; readonly exp: Limits; readonly var: number };
  readonly cox_adj_efron: { readonly coef: readonly number[]; readonly se: readonly number[] };
  readonly cox_adj_breslow: { readonly coef: readonly number[] };
  readonly km1: { readonly times: readonly number[]; readonly log: { readonly surv: readonly number[] } };
  readonly stratified: {
    readonly logrank_chisq: number;
    readonly cox_efron: { readonly coef: number; readonly se: number };
  };
}

interface SharesInR {
  readonly mantel_haenszel: {
    readonly rd_mh: number;
    readonly rd_se_sato: number;
    readonly std_treated: { readonly rd: number };
    readonly rr_mh: number;
    readonly rr_ci: Limits;
    readonly or_mh: number;
    readonly or_ci_rbg: Limits;
  };
}

const survivalInR = () => inR<SurvivalInR>('penn_tg4_survival');
const sharesInR = () => inR<SharesInR>('penn_tg4_causal');
const path = fileURLToPath(new URL('data/penn_tg4.csv', folder));

const covariate = (column: string): Covariate => ({
  column,
  label: { en: column, fr: column },
  kind: 'binary',
  measured: 'before_time_zero',
});
const { allocation: _allocation, wording: _wording, ...plain } = trial;
const bonus: Protocol = {
  ...plain,
  question: {
    en: 'Does a bonus for finding work shorten unemployment?',
    fr: 'Une prime à la reprise raccourcit-elle le chômage ?',
  },
  allocation: { unknown: 'Shares differed between the waves of the experiment.' },
  arms: { column: 'treat', treated: { en: 'bonus', fr: 'prime' }, comparison: { en: 'no bonus', fr: 'sans prime' } },
  outcome: {
    kind: 'time_to_event',
    column: 'event',
    label: { en: 'weeks to exit', fr: 'semaines avant la sortie' },
    unit: 'week',
    primaryHorizon: 175,
    reportingLag: 0,
    survival: { time: 'time', event: 'event' },
  },
  estimand: { measure: 'rmst_difference', target: 'ITT', beneficialDirection: 'decrease' },
  covariates: ['female', 'black', 'dep', 'recall', 'agelt35', 'agegt54', 'durable', 'lusd', 'husd'].map(covariate),
  primary: { method: 'rmst', options: {}, label: { en: 'mean weeks within 25', fr: 'semaines moyennes sur 25' } },
  sensitivity: [
    { method: 'cox', options: { ties: 'efron' }, label: { en: 'Cox, Efron', fr: 'Cox, Efron' } },
    { method: 'cox', options: { ties: 'breslow' }, label: { en: 'Cox, Breslow', fr: 'Cox, Breslow' } },
    { method: 'log-rank', options: {}, label: { en: 'log-rank', fr: 'log-rank' } },
  ],
  smallestEffectOfInterest: 0.2,
  wording: {
    exposure: { en: 'The offer of a bonus', fr: 'L’offre d’une prime' },
    outcome: { en: 'the time to exit', fr: 'le temps avant la sortie' },
  },
};
/** The calendar quarters of entry, within which the offers were drawn. */
const quarters = ['q2', 'q3', 'q4', 'q5', 'q6'].map((column) => ({ column, label: { en: column, fr: column } }));
const run = async (protocol: Protocol): Promise<StudyResult> =>
  (await runStudy({ protocol, inputs: inputs(5099), exploratory: false, tablePath: path })).result;

/** Of the test to which a one-step ratio belongs. */
const chiSquareOf = ({ value, standardError }: StudyEstimate): number => (Math.log(value) / standardError!) ** 2;

describe('the Pennsylvania bonus', () => {
  test('is a protocol without a fault', () => {
    expect(() => checkProtocol(bonus)).not.toThrow();
    expect(() => checkProtocol({ ...bonus, strata: quarters })).not.toThrow();
  });

  test.each<[string, Partial<Protocol>, string]>([
    ['decides by a hazard ratio', { primary: bonus.sensitivity[0]! }, '/primary/method'],
    ['names no time', { outcome: { ...bonus.outcome, survival: undefined } }, '/outcome/survival'],
    ['counts time in points', { outcome: { ...bonus.outcome, unit: 'points' } }, '/outcome/unit'],
    [
      'asks for the mean of a time that may be censored',
      { estimand: { ...bonus.estimand, measure: 'mean_difference' } },
      '/estimand/measure',
    ],
  ])('that %s is refused', (_, change, pointer) => {
    expect(() => checkProtocol({ ...bonus, ...change })).toThrow(
      expect.objectContaining({ pointers: expect.arrayContaining([expect.objectContaining({ pointer })]) }),
    );
  });

  whenPresent('shortens the time to exit: mean time lost, curves, Cox and log-rank of R', async () => {
    const { rmst, logrank, cox_adj_efron: efron, cox_adj_breslow: breslow, km1 } = survivalInR();
    const result = await run(bonus);
    expect(result).toMatchObject({ verdict: 'positive', grade: 5 });
    const { naive, primary, sensitivity, curves } = result.findings!;
    expect(primary).toMatchObject({ measure: 'rmst_difference', estimand: 'ITT' });
    expect(primary!.value).toBeCloseTo(rmst.diff, 9);
    expect(primary!.standardError).toBeCloseTo(rmst.diff_se, 9);
    expect([primary!.interval.lower, primary!.interval.upper]).toEqual(
      rmst.diff_ci.map((limit) => expect.closeTo(limit, 7)),
    );
    expect(naive.value).toBe(primary!.value);
    const [coxEfron, coxBreslow, logRank] = sensitivity;
    expect(sensitivity.map(({ measure }) => measure)).toEqual(['hazard_ratio', 'hazard_ratio', 'hazard_ratio']);
    expect(coxEfron!.value).toBeCloseTo(Math.exp(efron.coef[0]!), 8);
    expect(coxEfron!.standardError).toBeCloseTo(efron.se[0]!, 8);
    expect(coxBreslow!.value).toBeCloseTo(Math.exp(breslow.coef[0]!), 8);
    // Peto's one-step ratio: exp((O - E) / V), whose test is the log-rank one.
    expect(logRank!.value).toBeCloseTo(Math.exp((logrank.obs[1] - logrank.exp[1]) / logrank.var), 8);
    expect(chiSquareOf(logRank!)).toBeCloseTo(logrank.chisq, 7);
    const treated = new Map(curves!.treated.map(({ time, survival }) => [time, survival]));
    km1.times.forEach((time, k) => expect(treated.get(time)).toBeCloseTo(km1.log.surv[k]!, 9));
    expect(result.sentence.en).toBe(
      'The offer of a bonus lowered the time to exit by about 0.767 weeks (between 0.222 and 1.312).',
    );
    expect(result.verdictReason.en).toContain('hoped-for');
  });

  const strataOf = (...columns: string[]) => columns.map((column) => ({ column, label: { en: column, fr: column } }));
  const by12: Protocol = {
    ...bonus,
    strata: strataOf('female', 'agelt35', 'durable'),
    outcome: { ...trial.outcome, column: 'exit12', primaryHorizon: 84 },
    estimand: trial.estimand,
    covariates: [],
    primary: { method: 'mantel-haenszel', options: {}, label: { en: 'within strata', fr: 'par strate' } },
    sensitivity: [
      { method: 'standardisation', options: { target: 'ATT' }, label: { en: 'standardised', fr: 'standardisé' } },
    ],
  };

  whenPresent(
    'out of unemployment at twelve weeks: shares, ratio and odds pooled within strata are those of R',
    async () => {
      const { mantel_haenszel: pooled } = sharesInR();
      expect(() => checkProtocol(by12)).not.toThrow();
      const result = await run(by12);
      expect(result.grade).toBe(5);
      expect(result.findings!.primary!.value).toBeCloseTo(pooled.rd_mh, 9);
      expect(result.findings!.primary!.standardError).toBeCloseTo(pooled.rd_se_sato, 9);
      expect(result.findings!.sensitivity[0]!.value).toBeCloseTo(pooled.std_treated.rd, 9);
      for (const measure of ['risk_ratio', 'odds_ratio'] as const) {
        const told = await run({ ...by12, estimand: { ...by12.estimand, measure }, smallestEffectOfInterest: 0.01 });
        const [value, [lower, upper]] =
          measure === 'risk_ratio' ? [pooled.rr_mh, pooled.rr_ci] : [pooled.or_mh, pooled.or_ci_rbg];
        const { primary } = told.findings!;
        expect(primary).toMatchObject({ measure, value: expect.closeTo(value, 8) });
        expect(primary!.interval).toMatchObject({ lower: expect.closeTo(lower, 6), upper: expect.closeTo(upper, 6) });
        // The verdict is taken on the logarithm: above one is above no effect.
        expect(told.verdict).toBe('positive');
        expect(told.verdictReason.en).toContain('is above one');
      }
    },
  );

  whenPresent('within strata the log-rank test and Cox are those of R, by sex and by calendar quarter', async () => {
    const { stratified } = survivalInR();
    const withinSex = await run({ ...bonus, covariates: [], strata: strataOf('female') });
    const [efron, , test] = withinSex.findings!.sensitivity;
    expect(efron!.value).toBeCloseTo(Math.exp(stratified.cox_efron.coef), 8);
    expect(efron!.standardError).toBeCloseTo(stratified.cox_efron.se, 8);
    expect(chiSquareOf(test!)).toBeCloseTo(stratified.logrank_chisq, 7);
    const withinQuarters = await run({ ...bonus, covariates: [], strata: quarters });
    const [quarterly, , quarterlyTest] = withinQuarters.findings!.sensitivity;
    // R: coxph(Surv(time, event) ~ treat + strata(q2, q3, q4, q5, q6), ties = "efron"), and survdiff of the same.
    expect(Math.log(quarterly!.value)).toBeCloseTo(0.0799369925651733, 8);
    expect(quarterly!.standardError).toBeCloseTo(0.0338455619595492, 8);
    expect(chiSquareOf(quarterlyTest!)).toBeCloseTo(5.66738093726776, 7);
    expect(withinQuarters.verdict).toBe('positive');
  });
});
