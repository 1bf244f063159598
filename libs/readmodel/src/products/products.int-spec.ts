import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ANYONE } from '@impact-ledger/domain';
import { protocol } from '@impact-ledger/domain/testing';
import { auditor, editor } from '../../testing/history.js';
import type { Bench } from '../../testing/projected.js';
import { recordBench, run } from '../../testing/small-record.js';
import * as read from '../index.js';

describe('products, and what the public sees of them', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await recordBench();
  });
  afterAll(() => bench.drop());

  test('shows a product with its studies, the best evidence first', async () => {
    const [aide, boite] = await read.readPortfolio(bench.db, editor);
    expect(aide).toMatchObject({ id: 'aide', indicators: 0, studies: [], phaseSince: null });
    expect(boite).toMatchObject({
      id: 'boite',
      phase: 'acceleration',
      phaseSince: '2026-01-01',
      revision: 1,
      indicators: 2,
    });
    expect(boite?.studies.map(({ id }) => id)).toEqual(['withdrawn', 'refused', 'users']);
  });

  test('shows the public what was published, under the protocol it followed, and no vanity figure', async () => {
    const stats = await read.readPublicStats(bench.db, ANYONE, 'boite');
    expect(stats?.results.filter(({ retraction }) => retraction === null)).toEqual([
      expect.objectContaining({
        run: run(1),
        question: protocol.question,
        protocol: expect.objectContaining({ alpha: protocol.alpha }),
      }),
    ]);
    expect(JSON.stringify(stats)).not.toContain('sound');
    expect(stats?.indicators.map(({ id }) => id)).toEqual(['hired']);
    expect(stats?.indicators[0]?.measurements.map(({ value }) => value)).toEqual(['13.0']);
    expect(stats?.freshness.position).toBe((await bench.store.head()).toString());
    expect(JSON.stringify(stats)).not.toContain(editor.id);
    expect(await read.readPublicStats(bench.db, ANYONE, 'unknown')).toBeUndefined();
  });

  test('names a retracted result with its reason and no figure, also on the page of a day it was still published', async () => {
    const { items } = await read.listEvents(bench.db, auditor, { stream: 'study-withdrawn', order: 'oldest' });
    const published = items.find(({ type }) => type === 'StudyResultPublished')?.position;
    for (const asOf of [undefined, published]) {
      const stats = await read.readPublicStats(bench.db, ANYONE, 'boite', { asOf });
      expect(stats?.results.find((each) => each.run === run(3))).toMatchObject({
        study: 'withdrawn',
        retraction: { reason: 'wrong file', at: expect.any(String) },
        result: null,
      });
    }
    const before = await read.readPublicStats(bench.db, ANYONE, 'boite', { asOf: String(BigInt(published ?? 0) - 1n) });
    expect(before?.results.map((each) => each.run)).toEqual([run(1)]);
  });
});
