import { describe, expect, test } from '@jest/globals';
import { VERDICTS } from '@impact-ledger/domain';
import fc from 'fast-check';
import { judge, type Evidence } from './verdict.js';

const at = (lower: number, upper: number): Evidence['estimate'] => ({
  standardError: (upper - lower) / (2 * 1.959964),
  interval: { level: 0.95, lower, upper },
});

const evidence = (changes: Partial<Evidence> = {}): Evidence => ({
  design: 'randomised',
  beneficialDirection: 'increase',
  critical: 1.959964,
  leastCell: 5,
  delta: 0.02,
  gateFailed: false,
  estimate: at(0.01, 0.05),
  cells: [
    { events: 50, nonEvents: 50 },
    { events: 40, nonEvents: 60 },
  ],
  survives: () => true,
  ...changes,
});

describe('the verdict', () => {
  const cases: [string, Partial<Evidence>, string, string][] = [
    ['a gate failed, whatever the figure', { gateFailed: true }, 'refused', 'gate_failed'],
    ['nothing was adjusted', { design: 'naive_match', estimate: null }, 'inconclusive', 'not_adjusted'],
    ['four events in an arm', { cells: [{ events: 4, nonEvents: 96 }] }, 'underpowered', 'too_few_events'],
    ['four non-events in an arm', { cells: [{ events: 96, nonEvents: 4 }] }, 'underpowered', 'too_few_events'],
    ['inside the smallest effect', { estimate: at(-0.01, 0.019) }, 'null_effect', 'inside_smallest_effect'],
    [
      'above zero yet inside: too small to matter',
      { estimate: at(0.001, 0.019) },
      'null_effect',
      'inside_smallest_effect',
    ],
    ['touching the smallest effect is not inside', { estimate: at(-0.001, 0.02) }, 'inconclusive', 'includes_zero'],
    ['above zero', {}, 'positive', 'above_zero'],
    ['below zero', { estimate: at(-0.05, -0.01) }, 'negative', 'below_zero'],
    [
      'below zero, hoped for',
      { estimate: at(-0.05, -0.01), beneficialDirection: 'decrease' },
      'positive',
      'below_zero',
    ],
    ['above zero, feared', { beneficialDirection: 'decrease' }, 'negative', 'above_zero'],
    ['explained by a hidden confounder', { survives: () => false }, 'inconclusive', 'fragile'],
    ['too wide to see what matters', { estimate: at(-0.02, 0.05) }, 'underpowered', 'too_wide'],
    ['narrow enough, and undecided', { estimate: at(-0.002, 0.024) }, 'inconclusive', 'includes_zero'],
    ['touching zero does not exclude it', { estimate: at(0, 0.027) }, 'inconclusive', 'includes_zero'],
  ];
  test.each(cases)('%s', (_, changes, verdict, reason) => {
    expect(judge(evidence(changes))).toEqual({ verdict, reason });
  });

  // Thousandths, so that limits meet zero and delta exactly, and often.
  const thousandths = fc.integer({ min: -60, max: 60 }).map((value) => value / 1000);
  const anyEvidence = fc.record({
    bounds: fc.tuple(thousandths, thousandths).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
    delta: fc.integer({ min: 1, max: 60 }).map((value) => value / 1000),
    survives: fc.boolean(),
    gateFailed: fc.boolean(),
    direction: fc.constantFrom('increase' as const, 'decrease' as const),
  });
  type Given = typeof anyEvidence extends fc.Arbitrary<infer T> ? T : never;
  const of = ({ bounds: [lower, upper], delta, survives, gateFailed, direction }: Given): Evidence =>
    evidence({
      estimate: at(lower, upper),
      delta,
      gateFailed,
      survives: () => survives,
      beneficialDirection: direction,
    });

  test('claims an effect only when the interval excludes zero, reaches what matters, and survives', () => {
    fc.assert(
      fc.property(anyEvidence, (given) => {
        const { verdict } = judge(of(given));
        expect(VERDICTS).toContain(verdict);
        const [lower, upper] = given.bounds;
        const claims = verdict === 'positive' || verdict === 'negative';
        const excludes = lower > 0 || upper < 0;
        const inside = lower > -given.delta && upper < given.delta;
        expect(claims).toBe(!given.gateFailed && excludes && !inside && given.survives);
      }),
      { numRuns: 2000 },
    );
  });

  test('is the same with arms and hopes both swapped', () => {
    fc.assert(
      fc.property(anyEvidence, (given) => {
        const [lower, upper] = given.bounds;
        const direction = given.direction === 'increase' ? 'decrease' : 'increase';
        expect(judge(of({ ...given, bounds: [-upper, -lower], direction })).verdict).toBe(judge(of(given)).verdict);
      }),
      { numRuns: 2000 },
    );
  });
});
