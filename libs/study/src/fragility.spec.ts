import { describe, expect, test } from '@jest/globals';
import { clonesOf, graceStudy, trialsOf, trialsStudy } from './testing/clones.js';
import { conclude } from './testing/people.js';

const fair = { chance: (age: number) => 1 / (1 + Math.exp(2 - 0.4 * age)) };

// Nobody's outcome is moved by use in this world.
describe.each([
  ['clones', graceStudy, clonesOf(6000, fair)],
  ['trials', trialsStudy('per_protocol'), trialsOf(6000, fair, 'per_protocol')],
] as const)('a hidden cause in a study of %s', (_name, protocol, table) => {
  const { primary, fragility } = conclude(table, protocol).findings!;

  test('is taken from the estimate of the study, towards no effect, under its own error', () => {
    const { value, standardError, interval } = primary!;
    const middle = (fragility!.adjustedLower + fragility!.adjustedUpper) / 2;
    const bias = Math.abs(value) - Math.sign(value) * middle;
    expect(bias).toBeGreaterThan(0);
    expect(bias).toBeLessThan(0.1);
    const reach = (fragility!.adjustedUpper - fragility!.adjustedLower) / (2 * standardError!);
    expect(reach).toBeCloseTo((interval.upper - interval.lower) / (2 * standardError!), 2);
    expect(fragility!.strongestCovariate).toBe('age');
  });

  test('explains an effect that is none away without any strength', () => {
    expect(primary!.interval.lower).toBeLessThan(0);
    expect(primary!.interval.upper).toBeGreaterThan(0);
    expect(fragility!.robustnessValue).toBe(0);
  });
});
