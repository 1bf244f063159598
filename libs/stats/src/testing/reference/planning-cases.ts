import { tolerance } from '../close-to.js';
import type { RResults } from '../r-results.js';
import type { ReferenceCase } from './reference-case.js';

type Options = ReferenceCase['options'];

const planned = (id: string, options: Options, relative: number, expected: Record<string, number>): ReferenceCase => ({
  id,
  roles: {},
  options,
  relative,
  expected,
});

/** What R's own searches stop at: uniroot of power.prop.test with its tolerance of 1.2e-4 of a step, refined by its author. */
const SEARCHED = 1e-6;

/** Equal arms: power.prop.test, which ignores the wrong tail unless it is asked to be strict. */
export function equalArmsCases(r: RResults): ReferenceCase[] {
  const people = r.number('n_per_arm');
  const risks = { comparisonRisk: r.number('p0'), treatedRisk: r.number('p1'), level: 1 - r.number('alpha') };
  return [
    planned('power-two-proportions', { ...risks, treated: people, comparison: people }, tolerance.closedForm, {
      value: r.number('power_prop_test'),
    }),
    ...[80, 90].map((power) =>
      planned('power-two-proportions', { ...risks, power: power / 100 }, SEARCHED, {
        'details.required.exact': 2 * r.number(`n_for_${power}`),
      }),
    ),
    planned(
      'minimum-detectable-effect',
      { comparisonRisk: r.number('p0'), treated: people, comparison: people, power: 0.8 },
      SEARCHED,
      { 'details.treatedRisk': r.number('mde_p2_for_80') },
    ),
  ];
}

/** Unequal arms: the pooled null, and Schoenfeld's events. */
export function unequalArmsCases(r: RResults): ReferenceCase[] {
  const [treated, comparison] = [r.number('n1'), r.number('n0')];
  const arms = { comparisonRisk: r.number('p0'), treated, comparison, level: 1 - r.number('alpha') };
  return [
    planned('power-two-proportions', { ...arms, treatedRisk: r.number('p1') }, tolerance.closedForm, {
      value: r.number('power_pooled_null'),
    }),
    planned(
      'power-log-rank',
      { hazardRatio: 1.2, share: treated / (treated + comparison), power: 0.8 },
      tolerance.closedForm,
      { 'details.requiredEvents': r.number('schoenfeld_events_hr1.2_80') },
    ),
  ];
}

/** The mixture test and the asymptotic sequence at each of the looks R took. */
export function sequentialCases(r: RResults): ReferenceCase[] {
  const mixture = r.at('msprt');
  const tests = mixture.at('looks');
  const sequence = r.at('asymptotic_cs_ipw');
  const looks = sequence.at('looks');
  const counts = looks.numbers('n');
  const each = (source: RResults, key: string, name: string): [string, number][] =>
    source.numbers(key).map((value, k) => [`details.looks.${k}.${name}`, value]);
  return [
    planned(
      'msprt',
      {
        tau: Math.sqrt(mixture.number('tau2')),
        level: 1 - mixture.number('alpha'),
        estimates: tests.numbers('est'),
        standardErrors: tests.numbers('V').map(Math.sqrt),
        counts: tests.numbers('n'),
      },
      tolerance.closedForm,
      Object.fromEntries([
        ...each(tests, 'lo', 'lower'),
        ...each(tests, 'hi', 'upper'),
        ...each(tests, 'p_always', 'pValue'),
        ...tests
          .numbers('lambda')
          .map((ratio, k): [string, number] => [`details.looks.${k}.logRatio`, Math.log(ratio)]),
      ]),
    ),
    planned(
      'confidence-sequence',
      {
        tunedAt: sequence.number('n_opt'),
        level: 1 - sequence.number('alpha'),
        estimates: looks.numbers('est'),
        standardErrors: looks.numbers('sd_n').map((sd, k) => sd / Math.sqrt(counts[k]!)),
        counts,
      },
      tolerance.closedForm,
      Object.fromEntries([
        ...each(looks, 'lo', 'lower'),
        ...each(looks, 'hi', 'upper'),
        ['details.rhoSquared', sequence.number('rho') ** 2],
      ]),
    ),
  ];
}
