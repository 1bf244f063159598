import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { estimate } from './catalogue/estimate.js';
import { expectClose } from './testing/close-to.js';
import { differences, type Difference } from './testing/other-programs.js';
import { readCsv } from './testing/read-csv.js';

const folder = new URL('../fixtures/', import.meta.url);

/** Our number under some options, where the other program's stands. */
function ours({ id, data, roles, path }: Difference, options: Readonly<Record<string, unknown>>): number {
  const table = Object.keys(roles).length === 0 ? { rows: 0, columns: {} } : readCsv(new URL(data, folder));
  const answer: unknown = estimate(id, table, roles, options);
  return path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], answer) as number;
}

describe('what is said of other programs', () => {
  test.each(differences.map((item) => [`${item.id}: ${item.program}, ${item.theirsIs}`, item] as const))(
    '%s',
    (_, item) => {
      const mine = ours(item, item.options);
      const apart = Math.abs(mine - item.theirs);
      expect(apart).toBeGreaterThan(10 * item.relative * Math.abs(item.theirs));
      if (item.undone !== undefined) expectClose(mine, item.undone, item.relative, `${item.program} undone`);
      if (item.like !== undefined) expectClose(ours(item, item.like), item.theirs, item.relative, item.call);
    },
  );

  test('the pages say nothing of a program that is not shown here, or named as what a method is checked against', () => {
    const unseen = [
      'EValue',
      'ebal',
      'WeightIt',
      'cobalt',
      'fixest',
      'lifelines',
      'epiR',
      'gsDesign',
      'sensemakr',
      'Stata',
      'SAS',
    ];
    const pages = new URL('../../../docs/methods/', import.meta.url);
    for (const name of readdirSync(pages)) {
      const text = readFileSync(new URL(name, pages), 'utf8');
      expect({ name, found: unseen.filter((program) => new RegExp(`\\b${program}\\b`).test(text)) }).toEqual({
        name,
        found: [],
      });
    }
  });
});
