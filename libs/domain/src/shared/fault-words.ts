import { z } from 'zod';
import { faultsOf } from './faults.js';

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
};
const PARTS: Readonly<Record<string, string>> = { string: 'character', array: 'item', record: 'name' };

/** Each with one that is right, which says more than the name of a standard. */
const FORMATS: Readonly<Record<string, string>> = {
  date: 'a day that there is, such as "2026-01-31"',
  datetime: 'an instant of UTC, such as "2026-01-31T09:30:00Z"',
  uuid: 'a UUID, such as "0b0f6f3c-4a43-4d2c-9a0e-0d7c6f1f0a11"',
};

type UnionIssue = Extract<z.core.$ZodRawIssue, { readonly code: 'invalid_union' }>;

const kindOf = (input: unknown): string => {
  if (input === null) return 'null';
  const kind = Array.isArray(input) ? 'array' : typeof input;
  return KINDS[kind] ?? kind;
};

const oneOf = (values: readonly string[]): string =>
  values.length < 2 ? values.join() : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;

/**
 * What is wrong with a value in the words of a message that begins with its place: "/extractedOn is missing: give text".
 * Undefined where the schema's own words, or those of the library, are plain enough.
 */
export function faultWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type': {
      const wanted = KINDS[issue.expected] ?? issue.expected;
      if (issue.input === undefined) return `is missing: give ${wanted}`;
      return `must be ${wanted}${typeof issue.input === 'number' && wanted.endsWith('number') ? '' : `, and is ${kindOf(issue.input)}`}`;
    }
    case 'invalid_value': {
      const choices = oneOf(issue.values.map((value) => JSON.stringify(value)));
      return issue.input === undefined ? `is missing: give ${choices}` : `must be ${choices}`;
    }
    case 'invalid_format':
      return FORMATS[issue.format] && `must be ${FORMATS[issue.format]}`;
    case 'invalid_union':
      return unionWords(issue);
    case 'too_small':
    case 'too_big': {
      const [word, size] = issue.code === 'too_small' ? ['least', issue.minimum] : ['most', issue.maximum];
      const part = PARTS[issue.origin];
      if (part) {
        return `must have ${issue.exact ? 'exactly' : `at ${word}`} ${size} ${part}${Number(size) === 1 ? '' : 's'}`;
      }
      if (issue.inclusive) return `must be at ${word} ${size}`;
      return `must be ${word === 'least' ? 'above' : 'below'} ${size}`;
    }
    default:
      return undefined;
  }
}

/** A value that is of another kind than every form of it, or of none of them by what it holds. */
function unionWords({ errors, input, discriminator, options }: UnionIssue): string | undefined {
  if (discriminator !== undefined) {
    const choices = oneOf(((options ?? []) as readonly unknown[]).map((value) => JSON.stringify(value)));
    const given = (input as Readonly<Record<string, unknown>>)[discriminator];
    return given === undefined ? `is missing: give ${choices}` : `must be ${choices}`;
  }
  // More than one form fits where exactly one may.
  if (errors.length === 0) return undefined;
  const kinds = errors.map(([first]) =>
    first?.code === 'invalid_type' && first.path.length === 0 ? first.expected : '',
  );
  if (kinds.every((kind) => kind !== '')) {
    const wanted = oneOf([...new Set(kinds.map((kind) => KINDS[kind] ?? kind))]);
    return input === undefined ? `is missing: give ${wanted}` : `must be ${wanted}, and is ${kindOf(input)}`;
  }
  const forms = errors.map((issues) => faultsOf(issues).map(({ pointer, detail }) => `${pointer} ${detail}`.trim()));
  return `has none of the forms it may have: ${forms.map((faults) => faults.join(', ')).join('; or ')}`;
}
