import { expect, test } from '@jest/globals';
import type { Protocol } from '@impact-ledger/domain';
import { refutationOf, sampleOf } from './refutation.js';
import { inputs, tableOf, trial } from './testing/people.js';

test('of many rows one person in so many is taken, with all their rows, the same each time', () => {
  const person = Float64Array.from({ length: 3000 }, (_, row) => Math.floor(row / 3));
  const sample = sampleOf(tableOf({ person }), 7, 1000);
  const kept = sample.columns['person'] as Float64Array;
  expect(sample.rows).toBe(999);
  expect([...new Set(kept)].every((each) => each % 3 === 7 % 3)).toBe(true);
  expect(kept.filter((each) => each === 4)).toHaveLength(3);
  expect(sampleOf(tableOf({ person }), 8, 1000).columns['person']).not.toEqual(kept);
  // Without several rows a person, a row is one.
  expect(sampleOf(tableOf({ x: person }), 7, 1000).rows).toBe(1000);
  const few = tableOf({ person });
  expect(sampleOf(few, 7)).toBe(few);
});

test('a national file is refuted on a sample, and the result says of how many rows', () => {
  const rows = 250_000;
  const table = tableOf({
    sent: Float64Array.from({ length: rows }, (_, i) => (i % 4 < 2 ? 1 : 0)),
    hired: Float64Array.from({ length: rows }, (_, i) => ((i * 7919) % 10 < 4 ? 1 : 0)),
  });
  const protocol: Protocol = { ...trial, refutation: { replicates: 20 } };
  const found = refutationOf({ table, protocol, inputs: inputs(rows) });
  expect(found).not.toHaveLength(0);
  expect(found!.map(({ rows: sampled }) => sampled)).toEqual(found!.map(() => 125_000));
});
