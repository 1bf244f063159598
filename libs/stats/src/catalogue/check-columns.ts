import { StatisticalError } from '../core/statistical-error.js';
import type { Role } from '../core/table.js';

export function checkFinite(name: string, values: Float64Array): void {
  let finite = true;
  for (let i = 0; i < values.length; i++) finite &&= Number.isFinite(values[i]);
  if (!finite) {
    throw new StatisticalError(
      'not-finite',
      `Column "${name}" holds an infinite value. Correct it or mark it as missing.`,
      [name],
    );
  }
}

export function isBinary(values: Float64Array): boolean {
  let binary = true;
  for (let i = 0; i < values.length; i++) binary &&= values[i] === 0 || values[i] === 1;
  return binary;
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
      `Every row used is ${arm} ("${name}" is always ${first}): there is nothing to compare with.`,
      [name],
    );
  }
}
