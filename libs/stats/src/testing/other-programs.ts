import { readFileSync } from 'node:fs';
import type { Roles } from '../core/table.js';

/** A convention in which another program differs from us, with the numbers that show it. */
export interface Difference {
  readonly id: string;
  readonly program: string;
  readonly version: string;
  readonly theirsIs: string;
  readonly oursIs: string;
  readonly data: string;
  readonly roles: Roles;
  readonly options: Readonly<Record<string, unknown>>;
  /** Where the number stands in our answer. */
  readonly path: string;
  readonly relative: number;
  readonly theirs: number;
  readonly call: string;
  /** Their number once their convention is undone: ours. */
  readonly undone?: number;
  /** Or the options under which ours is theirs; where both are absent there is no way from one to the other. */
  readonly like?: Readonly<Record<string, unknown>>;
}

const file = new URL('../../fixtures/parts/other-programs.json', import.meta.url);
export const differences = JSON.parse(readFileSync(file, 'utf8')) as readonly Difference[];

const called = ({ program, version }: Difference): string => `${program} ${version}`;
const short = (value: number): string => String(Number(value.toPrecision(6)));

/** The table "Where we differ from other programs" of docs/methods.md. */
export const differencesTable = (all: readonly Difference[]): string =>
  [
    '| method | program | theirs | ours |',
    '| --- | --- | --- | --- |',
    ...all.map(
      (item) => `| [\`${item.id}\`](methods/${item.id}.md) | ${called(item)} | ${item.theirsIs} | ${item.oursIs} |`,
    ),
  ].join('\n');

function oursOf({ undone, like }: Difference): string {
  if (undone !== undefined) return `, ours ${short(undone)}`;
  return like === undefined ? ', which no option of ours gives' : `, ours with \`${JSON.stringify(like)}\` the same`;
}

/** What the page of one method says of other programs. */
export const differsBlock = (id: string, all: readonly Difference[]): string =>
  all
    .filter((item) => item.id === id)
    .map(
      (item) =>
        `- ${called(item)}: ${item.theirsIs}; here ${item.oursIs}. On \`${item.data}\`, \`${item.path}\`: theirs ${short(item.theirs)}${oursOf(item)}.`,
    )
    .join('\n') || 'No difference is known from the programs it is checked against.';
