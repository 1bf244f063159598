import { describe, expect, test } from '@jest/globals';
import { columns, HASH, OTHER_HASH } from '../testing/protocols.js';
import { author, given } from '../testing/given.js';
import { dataset, DataSetErased, DataSetRegistered, SubjectErased } from './dataset.js';

const registered = DataSetRegistered.create({
  product: 'bonne-boite',
  name: 'people',
  source: 'simulation',
  extractedOn: '2026-01-31',
  quality: 90,
  rows: 12,
  columns,
  pseudonymised: ['person'],
  sha256: HASH,
  bytes: 100,
});
const file = { rows: 12, bytes: 100 };
const parts = (['persons', 'exposures', 'outcomes'] as const).map((role) => ({
  role,
  sha256: HASH,
  ...file,
  columns,
  pseudonymised: ['person'],
}));
const erasure = { dataset: 'people', fromSha: HASH, toSha: OTHER_HASH, count: 1, rows: 11 };
const erase = { type: 'EraseSubject' as const, data: { ...erasure, reason: 'a request of the person' } };

describe('erasing a person', () => {
  test('is recorded by what the file was and is, and by nothing of the person', () => {
    expect(given(dataset, [registered]).when(erase)).toEqual([SubjectErased.create(erasure)]);
  });

  test('from a file that is no longer the current one erases nothing', () => {
    expect(() => given(dataset, [registered, SubjectErased.create(erasure)]).when(erase)).toThrow(
      'changed in the meantime',
    );
  });

  test('from an erased data set is refused', () => {
    const gone = DataSetErased.create({ sha256: HASH, reason: 'the agreement has ended' });
    expect(() => given(dataset, [registered, gone]).when(erase)).toThrow('was erased whole');
  });
});

describe('a data set in parts', () => {
  test('has persons, exposures and outcomes, once each', () => {
    const sent = (roles: typeof parts) => () => DataSetRegistered.create({ ...registered.data, parts: roles });
    expect(sent(parts)).not.toThrow();
    expect(sent([parts[0]!, parts[1]!, parts[1]!])).toThrow('once each');
    expect(sent(parts.slice(0, 2))).toThrow();
  });

  test('is after an erasure what its files are then, with the columns that were registered', () => {
    const left = parts.map(({ role }) => ({ role, sha256: OTHER_HASH, rows: 11, bytes: 90 }));
    const state = [
      DataSetRegistered.create({ ...registered.data, parts }),
      SubjectErased.create({ ...erasure, parts: left }),
    ].reduce((before, event) => dataset.evolve(before, event, author), dataset.initial);
    expect(state).toMatchObject({
      sha256: OTHER_HASH,
      replaced: [HASH],
      parts: parts.map((part) => ({ ...part, sha256: OTHER_HASH, rows: 11, bytes: 90 })),
    });
  });
});
