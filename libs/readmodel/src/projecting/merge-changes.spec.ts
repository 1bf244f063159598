import { describe, expect, test } from '@jest/globals';
import { mergeChanges } from './merge-changes.js';
import { insert, revise, update } from './row-change.js';

const product = { name: 'A', incubator: 'I', problem: { en: 'P' }, phase: 'construction' as const, phase_since: null };
const a = { id: 'a' };
const protocol = (revision: number) => ({ study: 's', revision });

describe('the changes of a batch', () => {
  test('to a row that is new become one insert', () => {
    expect(
      mergeChanges([
        insert('product', a, { ...product, revision: 0 }),
        update('product', a, { phase: 'operated', revision: 1 }),
        update('product', a, { revision: 2 }),
      ]),
    ).toEqual([
      { table: 'product', inserts: [{ ...product, ...a, phase: 'operated', revision: 2 }], revisions: [], updates: [] },
    ]);
  });

  test('to rows that are stored become one update per set of columns', () => {
    const [writes] = mergeChanges([
      update('product', a, { revision: 1 }),
      update('product', { id: 'b' }, { revision: 4 }),
      update('product', a, { revision: 2 }),
      update('product', { id: 'c' }, { revision: 7, phase: 'operated' }),
    ]);
    expect(writes?.updates).toEqual([
      {
        columns: ['revision'],
        rows: [
          { ...a, revision: 2 },
          { id: 'b', revision: 4 },
        ],
      },
      { columns: ['phase', 'revision'], rows: [{ id: 'c', revision: 7, phase: 'operated' }] },
    ]);
  });

  test('a revision of a new row is a new row itself', () => {
    const [writes] = mergeChanges([
      insert('study_protocol', protocol(0), { protocol: {} as never, protocol_hash: 'x' }),
      revise('study_protocol', protocol(0), protocol(1), { protocol_hash: 'y' }),
    ]);
    expect(writes?.inserts).toEqual([
      { ...protocol(0), protocol: {}, protocol_hash: 'x' },
      { ...protocol(1), protocol: {}, protocol_hash: 'y' },
    ]);
    expect(writes?.revisions).toEqual([]);
  });

  test('a chain of revisions starts from the row that is stored, each with the changes before it', () => {
    const [writes] = mergeChanges([
      revise('study_protocol', protocol(0), protocol(1), { protocol_hash: 'y' }),
      update('study_protocol', protocol(0), { protocol_hash: 'closed' }),
      revise('study_protocol', protocol(1), protocol(2), { protocol: 'later' as never }),
      update('study_protocol', protocol(1), { protocol_hash: 'closed too' }),
    ]);
    expect(writes?.revisions).toEqual([
      { from: protocol(0), set: { ...protocol(1), protocol_hash: 'closed too' } },
      { from: protocol(0), set: { ...protocol(2), protocol_hash: 'y', protocol: 'later' } },
    ]);
    expect(writes?.updates).toEqual([
      { columns: ['protocol_hash'], rows: [{ ...protocol(0), protocol_hash: 'closed' }] },
    ]);
  });

  test('never insert a row twice', () => {
    const twice = [
      insert('product', a, { ...product, revision: 0 }),
      insert('product', a, { ...product, revision: 0 }),
    ];
    expect(() => mergeChanges(twice)).toThrow('product {"id":"a"} is there already: the history repeats itself.');
  });
});
