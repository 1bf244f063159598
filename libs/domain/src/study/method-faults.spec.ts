import { describe, expect, test } from '@jest/globals';
import { protocol } from '../testing/protocols.js';
import type { Analysis, Protocol } from './protocol.js';
import { methodFaults } from './method-faults.js';

const analysis = (method: string, options: Analysis['options'] = {}): Analysis => ({
  method,
  options,
  label: { en: 'x' },
});
const pointers = (changes: Partial<Protocol>): string[] =>
  methodFaults({ ...protocol, ...changes }).map(({ pointer }) => pointer);

describe('an analysis', () => {
  test.each(['logistic', 'fisher-exact', 'balance', 'nonsense', 'constructor', '__proto__'])(
    'by "%s" is refused, and the methods there are named',
    (method) => {
      expect(methodFaults({ ...protocol, primary: analysis(method) })).toMatchObject([
        {
          pointer: '/primary/method',
          detail: `"${method}" is no method of a study: it compares its groups on the scale of its estimand: choose least-squares, ipw, aipw, tmle, g-computation, entropy-balancing, matching.`,
        },
      ]);
      expect(pointers({ sensitivity: [analysis('ipw'), analysis(method)] })).toEqual(['/sensitivity/1/method']);
    },
  );

  test('must fit the outcome, the covariates and the estimand', () => {
    const outcome = { ...protocol.outcome, kind: 'continuous' as const };
    expect(pointers({ outcome, primary: analysis('risk-difference') })).toEqual(['/primary/method']);
    expect(pointers({ covariates: [] })).toEqual(['/primary/method']);
    const estimand = { ...protocol.estimand, target: 'ATO' as const };
    expect(pointers({ estimand })).toEqual(['/primary/method']);
    expect(pointers({ estimand, primary: analysis('ipw') })).toEqual([]);
    expect(pointers({ estimand, primary: analysis('entropy-balancing') })).toEqual(['/primary/method']);
  });

  test('of people who chose their group adjusts for what made them choose, where it is the answer', () => {
    const crude = { primary: analysis('risk-difference') };
    expect(methodFaults({ ...protocol, ...crude })).toMatchObject([
      {
        pointer: '/primary/method',
        detail:
          '"risk-difference" compares the groups as they are, and people of a cohort chose theirs: what made them choose would pass ' +
          'for the effect. It may stand in /sensitivity; here choose least-squares, ipw, aipw, tmle, g-computation, entropy-balancing, matching.',
      },
    ]);
    expect(pointers({ sensitivity: [analysis('risk-difference')] })).toEqual([]);
    for (const design of ['randomised', 'naive_match', 'before_after'] as const) {
      expect(pointers({ ...crude, design })).toEqual([]);
    }
    expect(pointers({ primary: analysis('cuped') })).toEqual(['/primary/method']);
    expect(pointers({ primary: analysis('cuped'), design: 'randomised' })).toEqual([]);
  });

  test('of people who may leave otherwise answers in the world in which they do', () => {
    const outcome = {
      ...protocol.outcome,
      kind: 'time_to_event' as const,
      survival: { time: 'days', event: protocol.outcome.column },
      competingEvents: [{ code: 2, label: { en: 'training' } }],
    };
    const lost = methodFaults({ ...protocol, outcome, primary: analysis('adjusted-survival') });
    expect(lost).toMatchObject([
      {
        pointer: '/primary/method',
        detail: expect.stringMatching(/nobody leaves so.*here choose adjusted-incidence\.$/),
      },
    ]);
    expect(pointers({ outcome, primary: analysis('adjusted-incidence') })).toEqual([]);
    const sensitivity = [analysis('adjusted-survival'), analysis('cumulative-incidence')];
    expect(pointers({ outcome, primary: analysis('adjusted-incidence'), sensitivity })).toEqual([]);
    const drawn = { design: 'randomised' as const, primary: analysis('cumulative-incidence') };
    expect(pointers({ outcome, ...drawn })).toEqual([]);
    const timeZero = { rule: 'grace' as const, days: 30, label: { en: 'a month' } };
    expect(pointers({ outcome, primary: analysis('clone-censor-weight'), timeZero })).toEqual([]);
  });

  test('is refused with another measure to ask for, where nothing adjusted gives this one', () => {
    const estimand = { ...protocol.estimand, measure: 'odds_ratio' as const };
    expect(
      methodFaults({ ...protocol, estimand, primary: analysis('odds-ratio') }).map(({ detail }) => detail),
    ).toEqual([
      expect.stringMatching(
        /choose another measure in \/estimand\/measure, since none gives this one: risk_difference, risk_ratio\.$/,
      ),
    ]);
  });

  test('by doubly robust curves is of a time to an event, among everybody', () => {
    const survival = { time: 'days', event: 'left' };
    const outcome = { ...protocol.outcome, kind: 'time_to_event' as const, survival };
    const primary = analysis('aipcw');
    const of = (target: Protocol['estimand']['target'], measure: Protocol['estimand']['measure']): string[] =>
      pointers({ outcome, primary, estimand: { ...protocol.estimand, target, measure } });
    expect(of('ATE', 'risk_difference')).toEqual([]);
    expect(of('ATE', 'rmst_difference')).toEqual([]);
    expect(of('ATT', 'risk_difference')).toEqual(['/primary/method']);
    expect(of('ATE', 'odds_ratio')).toEqual(['/primary/method']);
    expect(pointers({ primary })).toEqual(['/primary/method']);
    // Clones and trials are several rows a person: their own methods weight them.
    const timeZero = { rule: 'grace' as const, days: 30, label: { en: 'a month' } };
    expect(pointers({ outcome, primary, timeZero })).toEqual(['/primary/method']);
    expect(pointers({ outcome, primary: analysis('clone-censor-weight'), timeZero })).toEqual([]);
  });

  test('takes its own options only, and a primary one the population of the estimand', () => {
    const primary = analysis('aipw', { folds: 0, measure: 'ratio', 'a/b': 1 });
    expect(pointers({ primary })).toEqual([
      '/primary/options/folds',
      '/primary/options/measure',
      '/primary/options/a~1b',
    ]);
    expect(pointers({ primary: analysis('aipw', { target: 'ATT' }) })).toEqual(['/primary/options/target']);
    expect(pointers({ sensitivity: [analysis('aipw', { target: 'ATT', folds: 5 })] })).toEqual([]);
  });
});
