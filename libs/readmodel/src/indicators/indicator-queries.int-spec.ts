import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { measurementId } from '@impact-ledger/ledger';
import { auditor, editor } from '../../testing/history.js';
import type { Bench } from '../../testing/projected.js';
import { cell, recordBench } from '../../testing/small-record.js';
import * as read from '../index.js';

describe('indicators and their measurements', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await recordBench();
  });
  afterAll(() => bench.drop());

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
});
