import { expect } from '@jest/globals';

/** Relative tolerances of the reference: see docs/methods.md, "How close is close". */
export const tolerance = { closedForm: 1e-10, newton: 1e-8, newtonError: 1e-7, root: 1e-8 } as const;

/** Equal within a relative tolerance, with an absolute floor of 1e-12 of the scale. */
export function expectClose(actual: unknown, expected: number, relative: number, what: string, scale = 1): void {
  const distance = Math.abs((actual as number) - expected);
  const allowed = Math.max(relative * Math.abs(expected), 1e-12 * scale);
  if (!(distance <= allowed)) {
    expect(`${what}: ${String(actual)}`).toBe(`${what}: ${expected} within ${allowed}`);
  }
  expect(distance).toBeLessThanOrEqual(allowed);
}
