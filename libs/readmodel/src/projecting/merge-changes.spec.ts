import { describe, expect, test } from '@jest/globals';
import { mergeChanges } from './merge-changes.js';
import { insert, revise, update } from './row-change.js';

const target = {
  period: '2026',
  period_start: '2026-01-01',
  value: '20',
  reason: null,
  recorded_at: '2026-01-01T00:00:00.000Z',
  position: '1',
};
const a = { indicator: 'a', revision: 1 };
const b = { indicator: 'b', revision: 1 };
const protocol = (revision: number) => ({ study: 's', revision });

describe('the changes of a batch', () => {
  test('to a row that is new become one insert', () => {
    expect(
      mergeChanges([
        insert('indicator_target', a, target),
        update('indicator_target', a, { value: '15', period: '2027' }),
        update('indicator_target', a, { value: '16' }),
      ]),
    ).toEqual([
      {
        table: 'indicator_target',
        inserts: [{ ...target, ...a, value: '16', period: '2027' }],
        revisions: [],
        updates: [],
      },
    ]);
  });

  test('to rows that are stored become one update per set of columns', () => {
    const [writes] = mergeChanges([
      update('indicator_target', a, { value: '1' }),
      update('indicator_target', b, { value: '4' }),
      update('indicator_target', a, { value: '2' }),
      update('indicator_target', { ...b, revision: 2 }, { value: '7', reason: 'r' }),
    ]);
    expect(writes?.updates).toEqual([
      {
        columns: ['value'],
        rows: [
          { ...a, value: '2' },
          { ...b, value: '4' },
        ],
      },
      { columns: ['reason', 'value'], rows: [{ ...b, revision: 2, value: '7', reason: 'r' }] },
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
    const twice = [insert('indicator_target', a, target), insert('indicator_target', a, target)];
    expect(() => mergeChanges(twice)).toThrow(
      'indicator_target {"indicator":"a","revision":1} is there already: the history repeats itself.',
    );
  });
});
