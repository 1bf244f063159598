import type { CatalogueEntry } from '../catalogue/define-estimator.js';
import type { OptionSpec, OptionValue } from '../catalogue/option.js';
import type { Role } from '../core/table.js';

/** What a page of docs/methods says of every method, in this order. */
export const SECTIONS = [
  'Estimand',
  'Assumptions',
  'Formula',
  'Variance',
  'Options',
  'What can go wrong',
  'Example',
  'Checked against',
  'Where we differ',
] as const;

const words: Partial<Record<Role, string>> = { firstTreated: 'first treated' };
/** Roles in words; nothing for none. */
export const roleWords = (list: readonly Role[]): string => list.map((role) => words[role] ?? role).join(', ');

const quoted = (value: OptionValue): string =>
  value === null ? 'not set' : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

function optionLine({ name, choices, default: usual, what, minimum, maximum }: OptionSpec): string {
  const others = (choices ?? []).filter((choice) => choice !== usual).map(quoted);
  const range = [
    ...(minimum === undefined ? [] : [`from ${minimum}`]),
    ...(maximum === undefined ? [] : [`to ${maximum}`]),
  ].join(' ');
  return `- \`${name}\`, default ${quoted(usual)}${others.length > 0 ? `, or ${others.join(', ')}` : ''}${range === '' ? '' : `, ${range}`}. ${what}`;
}

/** Columns and options of a method, from the catalogue. */
export const optionsBlock = ({ inputs, options }: CatalogueEntry): string =>
  [
    inputs.required.length > 0 ? `Needs the columns ${roleWords(inputs.required)}.` : 'Numbers in options are enough.',
    ...(inputs.optional.length > 0 ? [`May take ${roleWords(inputs.optional)}.`] : []),
  ].join(' ') + `\n\n${options.map(optionLine).join('\n')}`;

/** Where the expected values of a method come from. */
export function checkedBlock(
  id: string,
  numbers: ReadonlyMap<string, number>,
  scripts: ReadonlyMap<string, ReadonlySet<string>>,
  published: Readonly<Record<string, { readonly source: string }>>,
): string {
  const other = published[id];
  if (other !== undefined) return `No number of R: ${other.source}.`;
  const sources = [...(scripts.get(id) ?? [])].map((path) => `[\`${path}\`](../../${path})`).join(', ');
  return `${numbers.get(id) ?? 0} numbers of R in \`libs/stats/fixtures\`, each beside the call that made it. Written by ${sources}.`;
}

/** The parts of a page that are made, not written. */
export interface GeneratedParts {
  readonly options: string;
  readonly checked: string;
  readonly differs: string;
}

const block = (name: string): RegExp => new RegExp(`<!-- ${name} -->\\n[\\s\\S]*?<!-- end -->`);
export const wrapped = (name: string, text: string): string => `<!-- ${name} -->\n\n${text}\n\n<!-- end -->`;

/** The page with its generated parts anew. */
export const regenerated = (page: string, { options, checked, differs }: GeneratedParts): string =>
  page
    .replace(block('options'), () => wrapped('options', options))
    .replace(block('checked'), () => wrapped('checked', checked))
    .replace(block('differs'), () => wrapped('differs', differs));

/** What a page lacks; nothing for a whole one. */
export function pageFaults(id: string, page: string, { options, checked, differs }: GeneratedParts): string[] {
  const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading!);
  const section = (name: string): string => page.split(`\n## ${name}\n`)[1]?.split(/\n## /)[0]?.trim() ?? '';
  return [
    ...(page.startsWith(`# ${id}\n`) ? [] : ['its id as the title']),
    ...(headings.join() === SECTIONS.join() ? [] : [`the sections ${SECTIONS.join(', ')}, in this order`]),
    ...SECTIONS.filter((name) => section(name).length < 15).map((name) => `words under ${name}`),
    ...(/\b(18|19|20)\d\d\b/.test(section('Formula')) ? [] : ['author and year of the formula']),
    ...(section('Formula').includes('```text') ? [] : ['the formula']),
    ...(section('Example').includes(`$ impact estimate ${id} `) ? [] : ['an example that can be run']),
    ...(page.includes(wrapped('options', options)) ? [] : ['the options as the catalogue has them']),
    ...(page.includes(wrapped('checked', checked)) ? [] : ['the numbers it is checked against']),
    ...(page.includes(wrapped('differs', differs)) ? [] : ['what is known of other programs']),
  ];
}
