import { readdirSync, readFileSync } from 'node:fs';

/** What the docstring of every method says, in this order, each at the beginning of a line. */
export const PARTS = [
  'Estimand',
  'Assumes',
  'Formula',
  'Variance',
  'Shapes',
  'Units',
  'Tested against',
  'Errors',
] as const;

const source = new URL('../', import.meta.url);
const DOCUMENTED = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export const \w+ = defineEstimator\(\{\s*id: '([^']+)'/g;

/** The words that a `StatisticalError` may say it is. */
const kinds = new Set(
  [...readFileSync(new URL('core/statistical-error.ts', source), 'utf8').matchAll(/\| '([a-z-]+)'/g)].map(
    ([, kind]) => kind!,
  ),
);

/** Docstrings of the methods as they stand in the source, by id. */
export function readDocstrings(): ReadonlyMap<string, string> {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return new Map(
    files.flatMap((name) =>
      [...readFileSync(new URL(name, source), 'utf8').matchAll(DOCUMENTED)].map(([, text, id]): [string, string] => [
        id!,
        text!.replaceAll(/^ \* ?/gm, ''),
      ]),
    ),
  );
}

/** What a docstring lacks; nothing for a whole one. */
export function docstringFaults(text: string): string[] {
  const found = [...text.matchAll(/^([A-Z][a-z ]+): /gm)].map(([, name]) => name!);
  const inOrder = found.filter((name) => (PARTS as readonly string[]).includes(name));
  const part = (name: string): string =>
    text
      .split(`\n${name}: `)[1]
      ?.split(/\n(?:[A-Z][a-z ]+: |\n|@)/)[0]
      ?.trim() ?? '';
  const unknown = (
    part('Errors')
      .replaceAll(/`[^`]*`/g, '')
      .match(/\b[a-z]+(?:-[a-z]+)+\b/g) ?? []
  ).filter((word) => !kinds.has(word));
  return [
    ...((text.trim().split('\n\n')[0] ?? '').length < 15 ? ['what it gives, first of all'] : []),
    ...(inOrder.join() === PARTS.join() ? [] : [`the parts ${PARTS.join(', ')}, in this order`]),
    ...PARTS.filter((name) => part(name).length < 2).map((name) => `words after ${name}`),
    ...(/\b(18|19|20)\d\d\b/.test(part('Formula') + part('Variance')) ? [] : ['author and year of the formula']),
    ...(/\n@example \S/.test(text) ? [] : ['an @example']),
    ...unknown.map((word) => `the error "${word}", which is no kind of StatisticalError`),
  ];
}
