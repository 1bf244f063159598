import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ANYONE,
  Forbidden,
  IndicatorDefined,
  IndicatorRedefined,
  IndicatorRetired,
  IndicatorTargetSet,
  MeasurementCorrected,
  MeasurementRecorded,
  MeasurementWithdrawn,
  ProductPhaseChanged,
  ProductRegistered,
  StudyAmended,
  StudyDataAttached,
  StudyDrafted,
  StudyFrozen,
  StudyResultPublished,
  StudyResultRetracted,
  StudyResultReviewed,
  StudyRunCompleted,
  StudyRunFailed,
  StudyRunRefused,
  StudyRunRequested,
  StudyScheduled,
  type Protocol,
  type StudyResult,
} from '@impact-ledger/domain';
import { definition, HASH, protocol, result } from '@impact-ledger/domain/testing';
import { measurementId } from '@impact-ledger/ledger';
import { appendAll, appendOne, auditor, dataSetRegistered, editor } from '../testing/history.js';
import { createBench, type Bench } from '../testing/projected.js';
import * as read from './index.js';

const AMENDED = 'c'.repeat(64);
const run = (digit: number): string => `0b0f6f3c-4a43-4d2c-9a0e-0d7c6f1f0a1${digit}`;

const cell = (period: string, breakdown: Record<string, string> = {}) => ({
  indicator: 'hired',
  definitionVersion: 1,
  period,
  breakdown,
});
const reading = { value: '12.50', quality: 50 as const, provenance: { source: 's' }, vintage: '2026-02-01' };
const stream = (period: string): string => `measurement-${measurementId(cell(period))}`;

const requested = (digit: number, protocolHash = HASH) =>
  StudyRunRequested.create({
    run: run(digit),
    dataset: 'people',
    sha256: HASH,
    protocolHash,
    look: 1,
    exploratory: false,
    earlierInformation: [],
    last: false,
  });
const completed = (digit: number, outcome: StudyResult = result('positive')) =>
  StudyRunCompleted.create({ run: run(digit), resultHash: HASH, result: outcome });
const amended: Protocol = { ...protocol, question: { en: 'Another question?' }, alpha: 0.01 };

const indicatorDefined = (product: string, isVanity: boolean) =>
  IndicatorDefined.create({ product, name: { en: 'Hired' }, definition: { ...definition, isVanity } });

describe('the read model', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await createBench();
    await appendAll(bench.store, [
      appendOne(
        'product-boite',
        ProductRegistered.create({ name: 'Boite', incubator: 'I', problem: { en: 'P' }, phase: 'construction' }),
        ProductPhaseChanged.create({ phase: 'acceleration', since: '2026-01-01', reason: 'it works' }),
      ),
      appendOne(
        'product-aide',
        ProductRegistered.create({ name: 'Aide', incubator: 'I', problem: { en: 'P' }, phase: 'investigation' }),
      ),
      appendOne(
        'indicator-hired',
        indicatorDefined('boite', false),
        IndicatorTargetSet.create({ period: '2026', value: '20' }),
        IndicatorTargetSet.create({ period: '2026', value: '15.0', reason: 'fewer offers' }),
        IndicatorRedefined.create({
          name: { en: 'Hired for long' },
          definition: { ...definition, isVanity: false },
          change: 'editorial',
          reason: 'clearer',
          validFrom: '2026-01-01',
          definitionVersion: 2,
        }),
        IndicatorRedefined.create({
          name: { en: 'Hired for six months' },
          definition,
          change: 'material',
          reason: 'short contracts do not count',
          validFrom: '2025-07-01',
          definitionVersion: 3,
        }),
      ),
      appendOne('indicator-visits', indicatorDefined('boite', true)),
      appendOne(
        'indicator-old',
        indicatorDefined('boite', false),
        IndicatorRetired.create({ reason: 'replaced', since: '2026-01-01' }),
      ),
      appendOne(
        stream('2025-Q1'),
        MeasurementRecorded.create({ ...cell('2025-Q1'), ...reading }),
        MeasurementCorrected.create({ ...reading, value: '13', reason: 'late returns' }),
      ),
      appendOne(
        stream('2025-Q2'),
        MeasurementRecorded.create({ ...cell('2025-Q2'), ...reading }),
        MeasurementWithdrawn.create({ reason: 'counted twice' }),
      ),
      appendOne('dataset-people', dataSetRegistered()),
      appendOne(
        'study-users',
        StudyDrafted.create({ protocol: { ...protocol, product: 'boite' } }),
        StudyDataAttached.create({ dataset: 'people', sha256: HASH }),
        StudyFrozen.create({ protocolHash: HASH }),
        StudyScheduled.create({ pattern: '0 6 1 * *' }),
        requested(1),
        completed(1),
        StudyResultReviewed.create({ run: run(1), decision: 'accepted', comment: 'sound' }),
        StudyResultPublished.create({ run: run(1) }),
        StudyAmended.create({
          protocol: { ...amended, product: 'boite' },
          protocolHash: AMENDED,
          exploratory: true,
          reason: 'r',
        }),
        requested(2, AMENDED),
        StudyRunFailed.create({ run: run(2), reason: 'out of memory' }),
      ),
      appendOne(
        'study-withdrawn',
        StudyDrafted.create({ protocol: { ...protocol, product: 'boite' } }),
        StudyFrozen.create({ protocolHash: HASH }),
        requested(3),
        completed(3, { ...result('positive'), grade: 5 }),
        StudyResultReviewed.create({ run: run(3), decision: 'accepted', comment: 'sound' }),
        StudyResultPublished.create({ run: run(3) }),
        StudyResultRetracted.create({ run: run(3), reason: 'wrong file' }),
        requested(4),
      ),
      appendOne(
        'study-refused',
        StudyDrafted.create({ protocol: { ...protocol, product: 'boite' } }),
        StudyFrozen.create({ protocolHash: HASH }),
        requested(5),
        StudyRunRefused.create({
          run: run(5),
          reasons: ['equipoise'],
          resultHash: HASH,
          result: result('refused'),
          sealed: HASH,
        }),
      ),
    ]);
    await bench.catchUp();
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

  test('keeps every version of a definition, and breaks the series at material ones only', async () => {
    const indicator = await read.readIndicator(bench.db, editor, 'hired');
    expect(indicator).toMatchObject({ definitionVersion: 3, revision: 4, status: 'live' });
    expect(indicator?.definitions.map((one) => [one.version, one.change, one.validFrom, one.reason])).toEqual([
      [1, 'first', null, null],
      [2, 'editorial', null, 'clearer'],
      [3, 'material', '2025-07-01', 'short contracts do not count'],
    ]);
    expect(indicator?.targets).toEqual([
      expect.objectContaining({ period: '2026', value: '15.0', reason: 'fewer offers' }),
    ]);
    expect(await read.readIndicator(bench.db, editor, 'old')).toMatchObject({ status: 'retired' });
  });

  test('says which definition applies to a day, as known at a moment', async () => {
    const { items } = await read.listEvents(bench.db, auditor, { stream: 'indicator-hired', order: 'oldest' });
    const inForce = async (validAt: string, asOf?: string) =>
      (await read.readDefinitionInForce(bench.db, editor, 'hired', { validAt, asOf }))?.version;
    expect(await inForce('2025-06-30')).toBe(2);
    expect(await inForce('2025-07-01')).toBe(3);
    expect(await inForce('2025-07-01', items[3]?.position)).toBe(2);
    expect(await inForce('2025-07-01', items[0]?.position)).toBe(1);
  });

  test('lists the measurements that stand, and with history all that were', async () => {
    const standing = await read.listMeasurements(bench.db, editor, { indicator: 'hired' });
    expect(standing.items.map(({ period, value }) => [period, value])).toEqual([['2025-Q1', '13']]);
    const { items } = await read.listMeasurements(bench.db, editor, { indicator: 'hired', includeHistory: true });
    expect(items.map((one) => [one.period, one.revision, one.value, one.status, one.recordedTo === null])).toEqual([
      ['2025-Q1', 0, '12.50', 'live', false],
      ['2025-Q1', 1, '13', 'live', true],
      ['2025-Q2', 0, '12.50', 'live', false],
      ['2025-Q2', 1, '12.50', 'withdrawn', true],
    ]);
    expect(items[0]?.recordedTo).toBe(items[1]?.recordedFrom);
    const on = (validAt: string) => read.listMeasurements(bench.db, editor, { indicator: 'hired', validAt });
    expect((await on('2025-03-31')).items).toHaveLength(1);
    expect((await on('2025-04-01')).items).toHaveLength(0);
    expect(await read.readMeasurement(bench.db, editor, measurementId(cell('2025-Q2')))).toHaveLength(2);
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

  test('answers nothing else to the public, and the audit list to few', async () => {
    const { db } = bench;
    const refused: Promise<unknown>[] = [
      read.readPortfolio(db, ANYONE),
      read.listProducts(db, ANYONE),
      read.readProduct(db, ANYONE, 'boite'),
      read.listIndicators(db, ANYONE),
      read.readIndicator(db, ANYONE, 'hired'),
      read.readDefinitionInForce(db, ANYONE, 'hired', { validAt: '2025-01-01' }),
      read.listMeasurements(db, ANYONE),
      read.readMeasurement(db, ANYONE, run(1)),
      read.listDataSets(db, ANYONE),
      read.readDataSet(db, ANYONE, 'people'),
      read.listStudies(db, ANYONE),
      read.readStudy(db, ANYONE, 'users'),
      read.listRuns(db, ANYONE),
      read.readRun(db, ANYONE, run(1)),
      read.listEvents(db, ANYONE),
      read.listEvents(db, editor),
    ];
    for (const query of refused) await expect(query).rejects.toThrow(Forbidden);
  });

  test('pages through a list without a gap or a double, whatever the size of the page', async () => {
    const whole = await read.listEvents(bench.db, auditor, { limit: 1000 });
    expect(whole.next).toBeNull();
    for (const limit of [1, 7, whole.items.length]) {
      const positions: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await read.listEvents(bench.db, auditor, { limit, cursor });
        positions.push(...page.items.map(({ position }) => position));
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      expect(positions).toEqual(whole.items.map(({ position }) => position));
    }
  });

  test('refuses a cursor of another list and one that was tampered with', async () => {
    const { next } = await read.listProducts(bench.db, editor, { limit: 1 });
    expect(next).not.toBeNull();
    const tampered = Buffer.from(JSON.stringify(['events', "1' or true --"])).toString('base64url');
    for (const cursor of [next as string, tampered, 'x', '', '%%%']) {
      await expect(read.listEvents(bench.db, auditor, { cursor })).rejects.toThrow(read.InvalidCursor);
    }
  });

  test('every table and column says what it is', async () => {
    const { rows } = await bench.pool.query<{ unsaid: string }>(
      `select c.relname || coalesce('.' || a.attname, '') as unsaid
         from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'read'
         left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
        where c.relkind = 'r'
          and (obj_description(c.oid, 'pg_class') is null or col_description(c.oid, a.attnum) is null)`,
    );
    expect(rows).toEqual([]);
  });
});
