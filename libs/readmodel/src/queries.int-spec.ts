import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ANYONE, Forbidden } from '@impact-ledger/domain';
import { auditor, editor } from '../testing/history.js';
import type { Bench } from '../testing/projected.js';
import { recordBench, run } from '../testing/small-record.js';
import * as read from './index.js';

describe('every list', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await recordBench();
  });
  afterAll(() => bench.drop());

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
