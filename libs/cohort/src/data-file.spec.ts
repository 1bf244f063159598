import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DataFileError } from './data-file-error.js';
import { withDuckDb } from './duckdb.js';
import { inspectTable, pseudonymiseTable, readColumns } from './index.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cohort-'));
});
afterAll(() => rm(folder, { recursive: true }));

let count = 0;
async function file(content: string | Uint8Array, name = `file-${(count += 1)}`): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}
const failure = async (promise: Promise<unknown>): Promise<DataFileError> =>
  promise.then(
    () => {
      throw new Error('was accepted');
    },
    (error: DataFileError) => error,
  );

const PEOPLE =
  'person,age,region,used,since,open\nA1,31,"Île, dite",1,2025-01-02,true\nA2,,Corse,0,2025-03-01,false\nÉ3,44.5,,1,,\n';

async function parquet(): Promise<string> {
  const out = join(folder, `made-${(count += 1)}.parquet`);
  await withDuckDb([out], async (connection) => {
    await connection.run(
      `COPY (SELECT 'A' || i AS person, i::DOUBLE / 2 AS half, i % 2 = 0 AS even, DATE '2025-01-01' + i::INTEGER AS day
       FROM range(5000) t(i)) TO '${out}' (FORMAT parquet)`,
    );
  });
  return out;
}

describe('a table is inspected', () => {
  test('by kind, missing values and levels', async () => {
    expect(await inspectTable(await file(PEOPLE))).toEqual({
      rows: 3,
      columns: [
        { name: 'person', kind: 'text', missing: 0, levels: ['A1', 'A2', 'É3'] },
        { name: 'age', kind: 'number', missing: 1, levels: ['31', '44.5'] },
        { name: 'region', kind: 'text', missing: 1, levels: ['Corse', 'Île, dite'] },
        { name: 'used', kind: 'number', missing: 0, levels: ['0', '1'] },
        { name: 'since', kind: 'date', missing: 1, levels: ['2025-01-02', '2025-03-01'] },
        { name: 'open', kind: 'boolean', missing: 1, levels: ['false', 'true'] },
      ],
    });
  });

  test('the same from semicolons, a byte order mark and Windows line ends', async () => {
    const windows = `\uFEFF${PEOPLE.replaceAll(',', ';').replace('Île; dite', 'Île, dite')}`.replaceAll('\n', '\r\n');
    expect(await inspectTable(await file(windows))).toEqual(await inspectTable(await file(PEOPLE)));
  });

  test('without taking a postcode for a number, nor listing thirteen levels', async () => {
    const rows = Array.from({ length: 13 }, (_, i) => `0${1000 + i},${i}`);
    const { columns } = await inspectTable(await file(`postcode,n\n${rows.join('\n')}\n`));
    expect(columns).toEqual([
      { name: 'postcode', kind: 'text', missing: 0 },
      { name: 'n', kind: 'number', missing: 0 },
    ]);
  });

  test('from Parquet by its own types', async () => {
    expect(await inspectTable(await parquet())).toEqual({
      rows: 5000,
      columns: [
        { name: 'person', kind: 'text', missing: 0 },
        { name: 'half', kind: 'number', missing: 0 },
        { name: 'even', kind: 'boolean', missing: 0, levels: ['false', 'true'] },
        { name: 'day', kind: 'date', missing: 0 },
      ],
    });
  });
});

describe('a file that cannot be used is refused with the place', () => {
  const refused: [string, string | Uint8Array, string, number | undefined, RegExp][] = [
    ['empty', '', 'empty', undefined, /empty/],
    ['a header alone', 'a,b\n', 'empty', undefined, /no rows/],
    ['a short line', 'a,b\n1,2\n3\n4,5\n', 'ragged', 3, /Line 3 has 1 values .* 2 columns/],
    ['a long line', 'a,b\n1,2\n1,2\n3,4,5\n', 'ragged', 4, /Line 4 has 3 values/],
    ['a column twice', 'Age,b,age\n1,2,3\n', 'duplicate-column', 1, /"age" stands twice/],
    ['a column without a name', 'a,,c\n1,2,3\n', 'unnamed-column', 1, /Column 2/],
    ['Latin-1', Buffer.from('a,b\n1,x\n2,caf\xe9\n', 'latin1'), 'not-utf8', 3, /UTF-8/],
    ['UTF-16', Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'), 'not-utf8', 1, /UTF-16/],
    ['a spreadsheet', Buffer.from('PK\u0003\u0004\u0000\u0000\u0000'), 'not-a-table', undefined, /export it as CSV/],
    ['an open quote', 'a,b\n1,"2\n3,4\n', 'ragged', 2, /quote|values/],
  ];
  test.each(refused)('%s', async (_, content, kind, line, message) => {
    const error = await failure(inspectTable(await file(content)));
    expect(error).toMatchObject({ name: 'DataFileError', kind });
    expect(error.message).toMatch(message);
    if (line !== undefined) expect(error.line).toBe(line);
  });

  test('and never with a value of the line at fault', async () => {
    const error = await failure(inspectTable(await file('a,b\n1,2\nSECRET-PERSON\n')));
    expect(JSON.stringify([error.message, error.stack])).not.toContain('SECRET');
  });

  test('Parquet cut anywhere', async () => {
    for (const bytes of [3, 10, 400, 20_000]) {
      const path = await parquet();
      await truncate(path, bytes);
      expect(await failure(inspectTable(path))).toMatchObject({ kind: 'truncated' });
    }
  });

  test('Parquet with a broken index', async () => {
    const path = await parquet();
    const bytes = await readFile(path);
    bytes.fill(0xff, bytes.length - 200, bytes.length - 8);
    await writeFile(path, bytes);
    expect(await failure(inspectTable(path))).toMatchObject({ kind: 'truncated' });
  });

  test('a column it does not have, naming those it has', async () => {
    const error = await failure(readColumns(await file(PEOPLE), ['age', 'income']));
    expect(error.message).toBe('The file has no column "income". It has: person, age, region, used, since, open.');
  });
});

describe('columns are read', () => {
  test('as numbers, days and codes, with missing values', async () => {
    const { rows, columns } = await readColumns(await file(PEOPLE), ['age', 'region', 'used', 'since', 'open'], {
      categories: ['used'],
    });
    expect(rows).toBe(3);
    expect(columns['age']).toEqual(Float64Array.of(31, NaN, 44.5));
    expect(columns['region']).toEqual({ codes: Int32Array.of(1, 0, -1), levels: ['Corse', 'Île, dite'] });
    expect(columns['used']).toEqual({ codes: Int32Array.of(1, 0, 1), levels: ['0', '1'] });
    expect(columns['since']).toEqual(Float64Array.of(20090, 20148, NaN));
    expect(columns['open']).toEqual(Float64Array.of(1, 0, NaN));
  });

  test('in the order of the file, over many chunks', async () => {
    const { columns } = await readColumns(await parquet(), ['half', 'even']);
    expect(columns['half']).toEqual(Float64Array.from({ length: 5000 }, (_, i) => i / 2));
    expect((columns['even'] as Float64Array).subarray(4097, 4100)).toEqual(Float64Array.of(0, 1, 0));
  });
});

describe('pseudonyms', () => {
  const key = Buffer.from('0123456789abcdef0123456789abcdef');
  const hmac = (text: string): string => createHmac('sha256', key).update(text).digest('hex');

  test('are HMAC-SHA-256 of the text, the rest as written, the same bytes each time', async () => {
    const path = await file(PEOPLE);
    const [first, second] = [join(folder, 'out-1.csv'), join(folder, 'out-2.csv')];
    await pseudonymiseTable(path, { columns: ['person'], key, out: first });
    await writeFile(second, 'a longer file that stands there already, and goes\n'.repeat(20));
    await pseudonymiseTable(path, { columns: ['person'], key, out: second });
    const written = await readFile(first, 'utf8');
    expect(written).toBe(PEOPLE.replace('A1', hmac('A1')).replace('A2', hmac('A2')).replace('É3', hmac('É3')));
    expect(await readFile(second, 'utf8')).toBe(written);
  });

  test('leave missing values missing, and work on Parquet', async () => {
    const csv = await file('person,x\n,1\n7,2\n');
    await pseudonymiseTable(csv, { columns: ['person'], key, out: join(folder, 'missing.csv') });
    expect(await readFile(join(folder, 'missing.csv'), 'utf8')).toBe(`person,x\n,1\n${hmac('7')},2\n`);
    const out = join(folder, 'out.parquet');
    await pseudonymiseTable(await parquet(), { columns: ['person'], key, out });
    const { columns } = await readColumns(out, ['person', 'half']);
    const person = columns['person'] as { codes: Int32Array; levels: readonly string[] };
    expect(person.levels[person.codes[4321]!]).toBe(hmac('A4321'));
    expect((columns['half'] as Float64Array)[4321]).toBe(2160.5);
  });

  test('are refused for a column that is not there', async () => {
    const path = await file(PEOPLE);
    const error = await failure(pseudonymiseTable(path, { columns: ['nir'], key, out: join(folder, 'no.csv') }));
    expect(error.kind).toBe('unknown-column');
  });
});

test('the query engine opens nothing but the file it was given', async () => {
  const path = await file(PEOPLE);
  await withDuckDb([path], async (connection) => {
    for (const statement of [
      "SELECT * FROM read_csv('/etc/passwd')",
      "SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')",
      'INSTALL httpfs',
      `COPY (SELECT 1) TO '${join(folder, 'leak.csv')}'`,
      'SET enable_external_access = true',
    ]) {
      await expect(connection.run(statement)).rejects.toThrow(/disabled by configuration|locked/);
    }
  });
});
