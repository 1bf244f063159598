import { StatisticalError } from '../core/statistical-error.js';
import type { OptionSpec, OptionValue } from './option.js';

/** Fills defaults and refuses what the method does not know. Errors: unknown-option, invalid-option. */
export function validateOptions(
  method: string,
  specs: readonly OptionSpec[],
  given: Readonly<Record<string, unknown>>,
): Record<string, OptionValue> {
  for (const name of Object.keys(given)) {
    if (!specs.some((spec) => spec.name === name)) {
      const known = specs.map((spec) => spec.name).join(', ');
      throw new StatisticalError('unknown-option', `${method} has no option "${name}". It has: ${known}.`, [name]);
    }
  }
  return Object.fromEntries(specs.map((spec) => [spec.name, valueOf(method, spec, given[spec.name])]));
}

function valueOf(method: string, spec: OptionSpec, given: unknown): OptionValue {
  if (given === undefined || (given === null && spec.default === null)) return spec.default;
  const refuse = (expected: string): never => {
    throw new StatisticalError(
      'invalid-option',
      `Option "${spec.name}" of ${method} is ${JSON.stringify(given)}; write ${expected}.`,
      [spec.name],
    );
  };
  switch (spec.kind) {
    case 'choice':
      return typeof given === 'string' && spec.choices!.includes(given)
        ? given
        : refuse(`one of ${spec.choices!.join(', ')}`);
    case 'number':
      return isWithin(spec, given) ? given : refuse(`a number${rangeText(spec)}`);
    case 'integer':
      return isWithin(spec, given) && Number.isInteger(given) ? given : refuse(`a whole number${rangeText(spec)}`);
    case 'flag':
      return typeof given === 'boolean' ? given : refuse('true or false');
    case 'columns': {
      const names = Array.isArray(given) && given.length > 0 && given.every((name) => typeof name === 'string');
      return names ? given : refuse('a list of column names');
    }
    case 'numbers': {
      const fits =
        Array.isArray(given) &&
        given.length > 0 &&
        (spec.length === undefined || given.length === spec.length) &&
        given.every(
          (item, i) => isWithin(spec, item) && (spec.anyOrder === true || i === 0 || item > (given[i - 1] as number)),
        );
      const count = spec.length === undefined ? '' : `${spec.length} `;
      return fits
        ? (given as number[])
        : refuse(`a list of ${count}${spec.anyOrder === true ? '' : 'ascending '}numbers${rangeText(spec)}`);
    }
  }
}

const isWithin = (spec: OptionSpec, given: unknown): given is number =>
  typeof given === 'number' &&
  Number.isFinite(given) &&
  given >= (spec.minimum ?? -Infinity) &&
  given <= (spec.maximum ?? Infinity);

function rangeText({ minimum, maximum }: OptionSpec): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` of at least ${minimum}`;
  return maximum === undefined ? '' : ` of at most ${maximum}`;
}
