import { z } from 'zod';

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};
const PARTS: Readonly<Record<string, string>> = { string: 'character', array: 'item', record: 'name' };

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
    case 'unrecognized_keys':
      return `has no place for ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}: check the spelling, or leave it out`;
    case 'too_small':
    case 'too_big': {
      const [word, size] = issue.code === 'too_small' ? ['least', issue.minimum] : ['most', issue.maximum];
      const part = PARTS[issue.origin];
      if (part) return `must have at ${word} ${size} ${part}${Number(size) === 1 ? '' : 's'}`;
      if (issue.inclusive) return `must be at ${word} ${size}`;
      return `must be ${word === 'least' ? 'above' : 'below'} ${size}`;
    }
    default:
      return undefined;
  }
}
