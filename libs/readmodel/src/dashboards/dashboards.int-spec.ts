import { readFileSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { prepareDatabase } from '@impact-ledger/application';
import { appendAll, manyMeasurements, randomHistory } from '../../testing/history.js';
import { createBench, type Bench } from '../../testing/projected.js';
import { rebuild } from '../rebuild.js';
import { dashboardDocument } from './document.js';
import { openDashboards } from './open-dashboards.js';

const DOCUMENT = new URL('../../../../docs/dashboards.md', import.meta.url);

describe('dashboards', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await createBench();
    await prepareDatabase(bench.pool);
    await appendAll(bench.store, [...randomHistory(3, 200), ...manyMeasurements(20)]);
    await bench.catchUp();
  });
  afterAll(() => bench.drop());

  const views = async (): Promise<string[]> => {
    const { rows } = await bench.pool.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'read'::regnamespace and relkind = 'v' order by 1`,
    );
    return rows.map(({ name }) => name);
  };

  /** Asks as a member of the group, in a transaction that is undone. */
  const asReader = async <T>(sql: string): Promise<T[]> => {
    const client = await bench.pool.connect();
    try {
      await client.query('begin; set local role impact_bi');
      return (await client.query(sql)).rows as T[];
    } finally {
      await client.query('rollback');
      client.release();
    }
  };
  const refusal = (sql: string): Promise<unknown> =>
    asReader(sql).then(
      () => 'answered',
      (error: { code?: string }) => error.code,
    );

  test('every view of schema read has a version in its name and a comment, and so has every column', async () => {
    expect((await views()).length).toBeGreaterThanOrEqual(9);
    expect((await views()).filter((name) => !/_v\d+$/.test(name))).toEqual([]);
    const { rows } = await bench.pool.query<{ bare: string }>(
      `select c.relname || coalesce('.' || a.attname, '') as bare
         from pg_class c left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
        where c.relnamespace = 'read'::regnamespace and c.relkind = 'v'
          and (obj_description(c.oid, 'pg_class') is null or col_description(c.oid, a.attnum) is null)`,
    );
    expect(rows).toEqual([]);
  });

  test('docs/dashboards.md says what the comments say', async () => {
    const document = await dashboardDocument(bench.pool);
    if (process.env['UPDATE_GOLDEN']) writeFileSync(DOCUMENT, document);
    expect(readFileSync(DOCUMENT, 'utf8')).toBe(document);
  });

  test('the queries of the document answer the reader', async () => {
    const document = readFileSync(DOCUMENT, 'utf8');
    const queries = [...document.matchAll(/^(?:--.*\n)(select[^;]+);/gm)].map(([, sql]) => sql as string);
    expect(queries).toHaveLength(2);
    for (const sql of queries) await expect(asReader(sql)).resolves.toBeInstanceOf(Array);
  });

  test('the reader reads every view', async () => {
    for (const view of await views())
      await expect(asReader(`select * from read.${view}`)).resolves.toBeInstanceOf(Array);
    const [row] = await asReader<{ count: string }>('select count(*) from read.measurement_history_v1');
    expect(Number(row?.count)).toBeGreaterThan(20);
  });

  test('the reader is refused everything else: tables, other views, functions that write, and writing at all', async () => {
    const { rows } = await bench.pool.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c
        where c.relkind in ('r', 'p', 'm', 'v', 'f') and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
          and c.relnamespace::regnamespace::text not like 'pg_toast%'
          and not (c.relnamespace = 'read'::regnamespace and c.relkind = 'v')`,
    );
    const names = rows.map(({ name }) => name);
    for (const known of ['ledger.event', 'ledger.envelope', 'read.study_run', 'read.measurement', 'read.event']) {
      expect(names).toContain(known);
    }
    expect(names.some((name) => name.includes('token'))).toBe(true);
    for (const name of names) expect([name, await refusal(`select * from ${name}`)]).toEqual([name, '42501']);
    for (const view of await views()) {
      expect([view, await refusal(`delete from read.${view}`)]).toEqual([
        view,
        expect.stringMatching(/^(42501|55000)$/),
      ]);
    }
    expect(await refusal('create table read.mine (n int)')).toBe('42501');
    expect(await refusal('select read.open_to_dashboards()')).toBe('42501');
  });

  test('a result that is not published is not there, whatever function the reader puts into the question', async () => {
    const study = `study-${randomUUID()}`;
    await bench.pool.query(
      `insert into read.study values
         ($1, 'boite', '{"en":"Q"}', 'cohort', 'frozen', false, '{}', 'h', now(), null, 'd', 1, now(), null, 1, null)`,
      [study],
    );
    for (const publication of [null, 'published', 'retracted']) {
      await bench.pool.query(
        `insert into read.study_run (run, study, look, exploratory, dataset, sha256, protocol_hash, status, requested_at,
                                     requested_position, result, result_hash, reasons, publication)
         values ($1, $2, 1, false, 'd', 's', 'h', 'completed', now(), 1, $3, 'r', '[]', $4)`,
        [
          randomUUID(),
          study,
          {
            verdict: `seen ${publication}`,
            grade: 3,
            sentence: { en: 'S' },
            findings: { primary: null, naive: { value: 0.5 } },
          },
          publication,
        ],
      );
    }
    expect(await asReader(`select verdict, estimate from read.results_v1 where study = '${study}'`)).toEqual([
      { verdict: 'seen published', estimate: 0.5 },
    ]);
    const client = await bench.pool.connect();
    const told: string[] = [];
    const listen = ({ message }: { message?: string | undefined }): void => void told.push(message ?? '');
    client.on('notice', listen);
    try {
      await client.query(`begin; set local role impact_bi`);
      await client.query(
        `create function pg_temp.leak(text) returns boolean language plpgsql cost 0.0000001 as
         $$ begin raise notice '%', $1; return true; end $$`,
      );
      await client.query(`select from read.results_v1 where pg_temp.leak(verdict)`);
    } finally {
      await client.query('rollback');
      client.off('notice', listen);
      client.release();
    }
    expect(told).toEqual(['seen published']);
    await bench.pool.query(`delete from read.study_run where study = $1`, [study]);
    await bench.pool.query(`delete from read.study where id = $1`, [study]);
  });

  test('views, their grants, comments and barrier outlive a rebuild of every table, and read the new rows', async () => {
    const properties = async () => {
      const { rows } = await bench.pool.query<object>(
        `select c.oid, c.relname, c.relkind, c.relacl::text, c.reloptions, pg_get_viewdef(c.oid) as definition,
                obj_description(c.oid, 'pg_class') as about from pg_class c
          where c.relnamespace = 'read'::regnamespace and c.relkind = 'v' order by 2`,
      );
      return rows;
    };
    const before = await properties();
    const outcomes = await rebuild(bench.pool, bench.store);
    expect(outcomes.map(({ kind }) => kind)).toEqual(outcomes.map(() => 'swapped'));
    expect(await properties()).toEqual(before);
    await appendAll(bench.store, manyMeasurements(25).slice(20));
    const count = async () =>
      (await asReader<{ n: number }>('select count(*)::int as n from read.measurements_v1'))[0]?.n;
    const known = (await count()) ?? 0;
    await bench.catchUp();
    expect(await count()).toBe(known + 5);
  });

  test('are opened again at every start, for a role that came late', async () => {
    await bench.pool.query('revoke select on read.products_v1 from impact_bi');
    expect(await refusal('select * from read.products_v1')).toBe('42501');
    expect(await openDashboards(bench.pool)).toBe(true);
    expect(await refusal('select * from read.products_v1')).toBe('answered');
  });

  test('an account that may not create roles is told so, and goes on', async () => {
    const client = await bench.pool.connect();
    const told: string[] = [];
    client.on('notice', ({ message }) => void told.push(message ?? ''));
    try {
      // Undone with the transaction: other databases of this server use the role.
      await client.query(
        `begin; create role poor_owner nologin; alter function read.open_to_dashboards owner to poor_owner`,
      );
      await client.query(
        `grant usage on schema read to poor_owner; alter role impact_bi rename to impact_bi_elsewhere`,
      );
      await client.query('set local role poor_owner');
      const { rows } = await client.query<{ open: boolean }>('select read.open_to_dashboards() as open');
      expect(rows).toEqual([{ open: false }]);
      expect(told).toEqual([expect.stringContaining('may not create it: dashboards cannot read')]);
    } finally {
      await client.query('rollback');
      client.release(true);
    }
  });
});
