import { describe, expect, test } from '@jest/globals';
import type { StudyResult } from '@impact-ledger/domain';
import { HASH, OTHER_HASH, result } from '@impact-ledger/domain/testing';
import type { StudyRunView } from '@impact-ledger/readmodel';
import { covariateDrift, endedLooks } from './drift.js';

const plain = result('positive');
const row = (name: string, before: number) => ({ name, label: { en: name }, before, after: null });
const look = (number: number, change: (result: StudyResult) => StudyResult): StudyRunView => ({
  run: `run-${number}`,
  study: 'users',
  look: number,
  requestedAt: '2026-03-02T09:00:00.000Z',
  endedAt: '2026-03-02T09:01:00.000Z',
  status: 'completed',
  exploratory: false,
  result: change(plain),
  resultHash: HASH,
  reasons: [],
  review: null,
  reviewComment: null,
  publication: null,
  seal: null,
  unsealing: null,
  reproducibility: null,
  position: String(number),
});
const measured = (balance: ReturnType<typeof row>[]) => (each: StudyResult) => ({
  ...each,
  diagnostics: { ...each.diagnostics, balance },
});

describe('from look to look', () => {
  test('looks come oldest first, each with the people compared and the share treated', () => {
    const runs = [
      look(2, (each) => ({ ...each, diagnostics: { ...each.diagnostics, arms: { treated: 30, comparison: 10 } } })),
      look(1, (each) => each),
    ];
    expect(endedLooks({ runs }).map(({ run, kept, treatedShare }) => [run.look, kept, treatedShare])).toEqual([
      [1, 10, 0.5],
      [2, 40, 0.75],
    ]);
  });

  test('what a look was made from is set beside the look before it', () => {
    const { inputs } = plain;
    const runs = [
      look(3, (each) => ({ ...each, inputs: { ...inputs, protocolHash: OTHER_HASH } })),
      look(2, (each) => ({ ...each, inputs: { ...inputs, dataset: { ...inputs.dataset, sha256: OTHER_HASH } } })),
      look(1, (each) => each),
    ];
    expect(endedLooks({ runs }).map(({ changed }) => changed)).toEqual([[], ['data'], ['data', 'protocol']]);
  });

  test('a run without a result is no look to set beside others', () => {
    const waiting = { ...look(2, (each) => each), result: null };
    expect(endedLooks({ runs: [waiting, look(1, (each) => each)] })).toHaveLength(1);
  });

  test('covariates that moved most come first; one that was not looked at is missing, not zero', () => {
    const runs = [
      look(2, measured([row('age', 0.11), row('diploma', -0.4)])),
      look(1, measured([row('age', 0.1), row('diploma', 0.1), row('region', 0.9)])),
    ];
    expect(covariateDrift(endedLooks({ runs })).map(({ name, differences }) => [name, differences])).toEqual([
      ['diploma', [0.1, -0.4]],
      ['age', [0.1, 0.11]],
      ['region', [0.9, null]],
    ]);
  });
});
