import type { CatalogueEntry } from '../catalogue/define-estimator.js';
import type { OptionSpec } from '../catalogue/option.js';
import { docstringFaults } from './docstring.js';
import { checkedBlock, optionsBlock, pageFaults, regenerated, roleWords, type GeneratedParts } from './method-page.js';
import { differences, differsBlock } from './other-programs.js';

/** What stands behind the catalogue. */
export interface Evidence {
  /** How many numbers of R the fixtures hold for each method. */
  readonly numbers: ReadonlyMap<string, number>;
  /** The scripts that made them. */
  readonly scripts: ReadonlyMap<string, ReadonlySet<string>>;
  /** Methods with another named source of expected values. */
  readonly published: Readonly<Record<string, { readonly source: string }>>;
  /** Methods the contract is tried on. */
  readonly contract: ReadonlySet<string>;
  /** What stands above each method in the source, by id. */
  readonly docstrings: ReadonlyMap<string, string>;
  /** docs/methods.md. */
  readonly index: string;
  /** docs/methods/<id>.md, by id. */
  readonly pages: ReadonlyMap<string, string>;
}

const generatedParts = (entry: CatalogueEntry, { numbers, scripts, published }: Evidence): GeneratedParts => ({
  options: optionsBlock(entry),
  checked: checkedBlock(entry.id, numbers, scripts, published),
  differs: differsBlock(entry.id, differences),
});

/** What an entry of the catalogue lacks; nothing for a whole one. */
export function lacking(entry: CatalogueEntry, evidence: Evidence): string[] {
  const { numbers, published, contract, docstrings, index, pages } = evidence;
  const docstring = docstrings.get(entry.id);
  const page = pages.get(entry.id);
  return [
    ...((numbers.get(entry.id) ?? 0) > 0 || Object.hasOwn(published, entry.id)
      ? []
      : ['numbers of R in libs/stats/fixtures, or a source in testing/published.ts']),
    ...(contract.has(entry.id) ? [] : ['a call in testing/simulate.ts, for the contract']),
    ...(docstring === undefined
      ? ['a docstring above its defineEstimator']
      : docstringFaults(docstring).map((fault) => `in its docstring: ${fault}`)),
    ...(page === undefined
      ? [`the page docs/methods/${entry.id}.md`]
      : pageFaults(entry.id, page, generatedParts(entry, evidence)).map(
          (fault) => `in docs/methods/${entry.id}.md: ${fault}`,
        )),
    ...(index.includes(methodRow(entry, numbers)) ? [] : ['its row in the table of docs/methods.md']),
  ];
}

/** The page of an entry with its generated parts anew. */
export const regeneratedPage = (entry: CatalogueEntry, page: string, evidence: Evidence): string =>
  regenerated(page, generatedParts(entry, evidence));

function optionText({ name, choices, kind }: OptionSpec): string {
  return choices === undefined
    ? `\`${name}\`${kind === 'flag' ? ' (yes or no)' : ''}`
    : `\`${name}\`: ${choices.join(', ')}`;
}

const cells = ({ id, what, inputs, options }: CatalogueEntry, numbers: Evidence['numbers']): string[] => [
  `[\`${id}\`](methods/${id}.md)`,
  what,
  roleWords(inputs.required) || 'numbers in options',
  roleWords(inputs.optional) || '-',
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
