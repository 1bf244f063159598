import type { CatalogueEntry } from '../catalogue/define-estimator.js';
import type { OptionSpec } from '../catalogue/option.js';
import type { Role } from '../core/table.js';

/** What stands behind the catalogue. */
export interface Evidence {
  /** How many numbers of R the fixtures hold for each method. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Methods with another named source of expected values. */
  readonly published: Readonly<Record<string, unknown>>;
  /** Methods the contract is tried on. */
  readonly contract: ReadonlySet<string>;
  /** docs/methods.md. */
  readonly documentation: string;
}

/** What an entry of the catalogue lacks; nothing for a whole one. */
export function lacking(entry: CatalogueEntry, { numbers, published, contract, documentation }: Evidence): string[] {
  const section = documentation.split(`\n### ${entry.id}\n`)[1]?.split(/\n##+ /)[0] ?? '';
  return [
    ...((numbers.get(entry.id) ?? 0) > 0 || Object.hasOwn(published, entry.id)
      ? []
      : ['numbers of R in libs/stats/fixtures, or a source in testing/published.ts']),
    ...(contract.has(entry.id) ? [] : ['a call in testing/simulate.ts, for the contract']),
    ...(section.trim().length > 150 ? [] : ['a section in docs/methods.md']),
    ...(documentation.includes(methodRow(entry, numbers)) ? [] : ['its row in the table of docs/methods.md']),
  ];
}

const words: Partial<Record<Role, string>> = { firstTreated: 'first treated' };
const roles = (list: readonly Role[]): string => list.map((role) => words[role] ?? role).join(', ');

function optionText({ name, choices, kind }: OptionSpec): string {
  return choices === undefined
    ? `\`${name}\`${kind === 'flag' ? ' (yes or no)' : ''}`
    : `\`${name}\`: ${choices.join(', ')}`;
}

const cells = ({ id, what, inputs, options }: CatalogueEntry, numbers: Evidence['numbers']): string[] => [
  `[\`${id}\`](#${id})`,
  what,
  roles(inputs.required) || 'numbers in options',
  roles(inputs.optional) || '-',
  options
    .filter(({ name }) => name !== 'level')
    .map(optionText)
    .join('; ') || '-',
  String(numbers.get(id) ?? 0),
];

const row = (list: readonly string[]): string => `| ${list.join(' | ')} |`;
const methodRow = (entry: CatalogueEntry, numbers: Evidence['numbers']): string => row(cells(entry, numbers));

/** The table of docs/methods.md, from the catalogue and the fixtures. */
export const methodsTable = (entries: readonly CatalogueEntry[], numbers: Evidence['numbers']): string =>
  [
    row(['id', 'what it gives', 'needs', 'may take', 'options, defaults first', 'numbers of R']),
    row(Array<string>(6).fill('---')),
    ...entries.map((entry) => methodRow(entry, numbers)),
  ].join('\n');
