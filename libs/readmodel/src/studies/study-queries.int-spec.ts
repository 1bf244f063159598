import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HASH } from '@impact-ledger/domain/testing';
import { editor } from '../../testing/history.js';
import type { Bench } from '../../testing/projected.js';
import { AMENDED, recordBench, run } from '../../testing/small-record.js';
import * as read from '../index.js';

describe('studies and runs', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await recordBench();
  });
  afterAll(() => bench.drop());

  test('knows of a study the run that tells most, and every run newest first', async () => {
    const study = await read.readStudy(bench.db, editor, 'users');
    expect(study).toMatchObject({
      status: 'frozen',
      exploratory: true,
      schedule: '0 6 1 * *',
      protocolHash: AMENDED,
      question: { en: 'Another question?' },
      revision: 10,
      dataset: { id: 'people', rows: 10 },
      run: { run: run(1), status: 'completed', result: { verdict: 'positive' }, publication: 'published' },
    });
    expect(study?.runs.map((one) => [one.run, one.status, one.reasons])).toEqual([
      [run(2), 'failed', ['out of memory']],
      [run(1), 'completed', []],
    ]);
    const { items } = await read.listStudies(bench.db, editor, { product: 'boite' });
    expect(items.find(({ id }) => id === 'users')?.run).toEqual(study?.run);
    expect(await read.readRun(bench.db, editor, run(5))).toMatchObject({ status: 'refused', reasons: ['equipoise'] });
    expect(await read.readRun(bench.db, editor, 'no-uuid')).toBeUndefined();
  });

  test('names who wrote a protocol and who asked for each run, whom four eyes keep from deciding', async () => {
    const parties = await read.readStudyParties(bench.db, editor, 'users');
    const wrote = await bench.db
      .selectFrom('event')
      .where('stream', '=', 'study-users')
      .select(['type', 'actor_id'])
      .orderBy('revision')
      .execute();
    const by = (...types: string[]) => [
      ...new Set(wrote.filter(({ type }) => types.includes(type)).map((one) => one.actor_id)),
    ];
    expect(parties.authors).toEqual(by('StudyDrafted', 'StudyAmended').sort());
    expect(parties.authors.length).toBeGreaterThan(0);
    expect(Object.keys(parties.requesters).sort()).toEqual([run(1), run(2)].sort());
    expect([...new Set(Object.values(parties.requesters))]).toEqual(by('StudyRunRequested'));
    expect(await read.readStudyParties(bench.db, editor, 'nobody')).toEqual({ authors: [], requesters: {} });
    await expect(read.readStudyParties(bench.db, { id: 'x', role: 'public' }, 'users')).rejects.toThrow();
  });

  test('lists the studies a data set is attached to', async () => {
    const { items } = await read.listStudies(bench.db, editor, { dataset: 'people' });
    expect(items.map(({ id }) => id)).toContain('users');
    expect((await read.listStudies(bench.db, editor, { dataset: 'nothing' })).items).toEqual([]);
  });

  test('gives the worker the runs to do and the schedules to keep', async () => {
    expect(await read.pendingRuns(bench.db)).toEqual([
      expect.objectContaining({ study: 'withdrawn', run: run(4), dataset: 'people', sha256: HASH, protocolHash: HASH }),
    ]);
    expect(await read.schedules(bench.db)).toEqual([{ study: 'users', pattern: '0 6 1 * *' }]);
  });
});
