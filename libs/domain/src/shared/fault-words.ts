import type { z } from 'zod';
import { faultsOf } from './faults.js';
import { PATTERNS, SHAPE_WORDS, type ShapeWords } from './shape-words.js';

type UnionIssue = Extract<z.core.$ZodRawIssue, { readonly code: 'invalid_union' }>;
type FormatIssue = Extract<z.core.$ZodRawIssue, { readonly code: 'invalid_format' }>;
type SizeIssue = Extract<z.core.$ZodRawIssue, { readonly code: 'too_small' | 'too_big' }>;

/**
 * What is wrong with a value in the words of a message that begins with its place: "/extractedOn is missing: give text".
 * Undefined where the schema's own words, or those of the library, are plain enough.
 */
const wordsIn =
  (words: ShapeWords) =>
  (issue: z.core.$ZodRawIssue): string | undefined => {
    switch (issue.code) {
      case 'invalid_type': {
        const wanted = words.kinds[issue.expected] ?? issue.expected;
        if (issue.input === undefined) return words.missing(wanted);
        const isNumber = typeof issue.input === 'number' && ['number', 'int'].includes(issue.expected);
        return words.mustBe(wanted, isNumber ? undefined : kindOf(issue.input, words));
      }
      case 'invalid_value':
        return choice(issue.values, issue.input, words);
      case 'invalid_format':
        return formatWords(issue, words);
      case 'invalid_union':
        return unionWords(issue, words);
      case 'too_small':
      case 'too_big':
        return sizeWords(issue, words);
      default:
        return undefined;
    }
  };

/** In English; in French, for `safeParse(value, { error })`. */
export const faultWords = wordsIn(SHAPE_WORDS.en);
export const faultWordsFrench = wordsIn(SHAPE_WORDS.fr);

function kindOf(input: unknown, { kinds }: ShapeWords): string {
  if (input === null) return 'null';
  const kind = Array.isArray(input) ? 'array' : typeof input;
  return kinds[kind] ?? kind;
}

const oneOf = (values: readonly string[], { or }: ShapeWords): string =>
  values.length < 2 ? values.join() : `${values.slice(0, -1).join(', ')} ${or} ${values.at(-1)}`;

function choice(values: readonly unknown[], input: unknown, words: ShapeWords): string {
  const choices = oneOf(
    values.map((value) => JSON.stringify(value)),
    words,
  );
  return input === undefined ? words.missing(choices) : words.mustBe(choices);
}

function formatWords({ format, pattern }: FormatIssue, words: ShapeWords): string | undefined {
  const known = Object.entries(PATTERNS).find(([, each]) => String(each) === pattern)?.[0];
  const wanted = known ? words.patterns[known as keyof typeof PATTERNS] : words.formats[format];
  return wanted && words.mustBe(wanted);
}

function sizeWords(issue: SizeIssue, words: ShapeWords): string {
  const [bound, size] =
    issue.code === 'too_small' ? (['least', issue.minimum] as const) : (['most', issue.maximum] as const);
  const part = words.parts[issue.origin];
  if (!part) return words.mustReach(bound, issue.inclusive === true, String(size));
  if (issue.origin === 'string' && bound === 'least' && Number(size) === 1 && !issue.exact) return words.empty;
  return words.mustHave(issue.exact ? 'exactly' : bound, String(size), part[Number(size) === 1 ? 0 : 1]);
}

/** A value that is of another kind than every form of it, or of none of them by what it holds. */
function unionWords({ errors, input, discriminator, options }: UnionIssue, words: ShapeWords): string | undefined {
  if (discriminator !== undefined) {
    const given = (input as Readonly<Record<string, unknown>>)[discriminator];
    return choice((options ?? []) as readonly unknown[], given, words);
  }
  // More than one form fits where exactly one may.
  if (errors.length === 0) return undefined;
  const kinds = errors.map(([first]) =>
    first?.code === 'invalid_type' && first.path.length === 0 ? first.expected : '',
  );
  if (kinds.every((kind) => kind !== '')) {
    const wanted = oneOf([...new Set(kinds.map((kind) => words.kinds[kind] ?? kind))], words);
    return input === undefined ? words.missing(wanted) : words.mustBe(wanted, kindOf(input, words));
  }
  const forms = errors.map((issues) => faultsOf(issues).map(({ pointer, detail }) => `${pointer} ${detail}`.trim()));
  return words.noForm(forms.map((faults) => faults.join(', ')));
}
