import { StatisticalError } from '../core/statistical-error.js';
import type { Role } from '../core/table.js';

/** Whether no value is missing or infinite: x - x is 0 for a finite number and NaN for others. */
export function allFinite(values: Float64Array): boolean {
  let sum = 0;
  let other = 0;
  const even = values.length - (values.length & 1);
  for (let i = 0; i < even; i += 2) {
    sum += values[i]! - values[i]!;
    other += values[i + 1]! - values[i + 1]!;
  }
  if (even < values.length) sum += values[even]! - values[even]!;
  return sum + other === 0;
}

export function checkFinite(name: string, values: Float64Array): void {
  if (allFinite(values)) return;
  throw new StatisticalError(
    'not-finite',
    `Column "${name}" holds an infinite value. Correct it or mark it as missing.`,
    [name],
  );
}

export function isBinary(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] !== 0 && values[i] !== 1) return false;
  return true;
}

export function checkBinary(role: Role, name: string, values: Float64Array): void {
  if (!isBinary(values)) {
    const other = values.find((value) => value !== 0 && value !== 1);
    throw new StatisticalError(
      'not-binary',
      `The ${role} column "${name}" may hold only 0 and 1, but holds ${other}. Recode it.`,
      [name],
    );
  }
}

export function checkTimes(name: string, values: Float64Array): void {
  if (values.some((value) => value < 0)) {
    throw new StatisticalError(
      'negative-time',
      `The time column "${name}" holds a negative duration: time runs from time zero. Correct or exclude those rows.`,
      [name],
    );
  }
}

export function checkArms(name: string, treatment: Float64Array): void {
  const first = treatment[0]!;
  if (treatment.every((value) => value === first)) {
    const arm = first === 1 ? 'treated' : 'in the comparison group';
    throw new StatisticalError(
      'single-arm',
      `Every row used is ${arm} ("${name}" is always ${first}): there is nothing to compare with. Check the treatment column and the rows left in.`,
      [name],
    );
  }
}
