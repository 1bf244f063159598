import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/test-database.js';
import { createPool } from './database.js';
import { migrate } from './migrate.js';

describe('migrate', () => {
  let database: TestDatabase;
  let folder: string;
  const room = () => [{ room: 'ledger', folder: pathToFileURL(`${folder}/`) }];
  const write = (name: string, sql: string) => writeFileSync(join(folder, name), sql);
  const run = () => migrate(database.pool, room());

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'impact-migrations-'));
    database = await createTestDatabase();
    write('0001-first.sql', 'create table a (n int);\ninsert into a values (1);');
  });
  afterEach(async () => {
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('applies new files in order, once, and records them', async () => {
    write('0002-second.sql', 'insert into a values (2);');
    expect(await run()).toEqual([
      { room: 'ledger', name: '0001-first.sql' },
      { room: 'ledger', name: '0002-second.sql' },
    ]);
    write('0003-third.sql', 'insert into a values (3);');
    expect(await run()).toEqual([{ room: 'ledger', name: '0003-third.sql' }]);
    expect(await run()).toEqual([]);
    expect((await database.pool.query('select n from a order by n')).rows).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    const { rows } = await database.pool.query(
      'select room, name, length(sha256) as digits from public.impact_migration order by name',
    );
    expect(rows).toContainEqual({ room: 'ledger', name: '0002-second.sql', digits: 64 });
  });

  test('keeps the numbers of two rooms apart', async () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, '0001-first.sql'), 'insert into a values (9);');
    await migrate(database.pool, [...room(), { room: 'readmodel', folder: pathToFileURL(`${other}/`) }]);
    expect((await database.pool.query('select n from a order by n')).rows).toEqual([{ n: 1 }, { n: 9 }]);
  });

  test('lets one process work when several start at once', async () => {
    write('0002-slow.sql', `select pg_sleep(0.2); insert into a values (2);`);
    const pools = [1, 2, 3].map(() => createPool(database.url, { applicationName: 'racer', max: 1 }));
    const applied = await Promise.all(pools.map((pool) => migrate(pool, room())));
    await Promise.all(pools.map((pool) => pool.end()));
    expect(applied.map((list) => list.length).sort()).toEqual([0, 0, 2]);
    expect((await database.pool.query('select n from a order by n')).rows).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test('undoes a file that fails half way, keeps those before it, and names file and line', async () => {
    write('0002-broken.sql', 'create table b (n int);\ninsert into b values (1);\ninsert into nowhere values (1);');
    await expect(run()).rejects.toThrow(
      /ledger\/0002-broken.sql failed and was undone: relation "nowhere" does not exist \(line 3\)/,
    );
    expect(
      (await database.pool.query(`select to_regclass('a') is not null as a, to_regclass('b') is not null as b`)).rows,
    ).toEqual([{ a: true, b: false }]);
    write('0002-broken.sql', 'create table b (n int);');
    expect(await run()).toEqual([{ room: 'ledger', name: '0002-broken.sql' }]);
  });

  test('refuses an applied file that was changed, and says what to do', async () => {
    await run();
    write('0001-first.sql', 'create table a (n bigint);');
    await expect(run()).rejects.toThrow(
      /0001-first.sql was changed after it was applied.*Restore the file.*next number/,
    );
  });

  test('does not mistake other line ends for a change', async () => {
    await run();
    write('0001-first.sql', 'create table a (n int);\r\ninsert into a values (1);');
    expect(await run()).toEqual([]);
  });

  test('refuses a database that a newer release upgraded', async () => {
    write('0002-second.sql', 'insert into a values (2);');
    await run();
    rmSync(join(folder, '0002-second.sql'));
    await expect(run()).rejects.toThrow(/has the migration ledger\/0002-second.sql, which this release does not know/);
  });

  test('refuses a new file numbered before an applied one, a double number and a name without a number', async () => {
    renameSync(join(folder, '0001-first.sql'), join(folder, '0002-first.sql'));
    await run();
    write('0001-late.sql', 'select 1');
    await expect(run()).rejects.toThrow(/0001-late.sql is new but numbered before 0002-first.sql/);
    rmSync(join(folder, '0001-late.sql'));
    write('0002-again.sql', 'select 1');
    await expect(run()).rejects.toThrow(/0002-again.sql and 0002-first.sql have the same number/);
    rmSync(join(folder, '0002-again.sql'));
    write('add-index.sql', 'select 1');
    await expect(run()).rejects.toThrow(/name a migration NNNN-what-it-does.sql/);
  });
});
