import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataFileError } from './data-file-error.js';
import { withDuckDb } from './duckdb.js';
import { inspectTable } from './inspect-table.js';
import { asDataFileError, withSource } from './open-source.js';

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'source-'));
  path = join(folder, 'people.parquet');
  await withDuckDb([path], async (connection) => {
    await connection.run(
      `COPY (SELECT md5(i::VARCHAR) AS person, i::DOUBLE AS age FROM range(20000) t(i)) TO '${path}' (FORMAT parquet)`,
    );
  });
});
afterAll(() => rm(folder, { recursive: true }));

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('what is no fault of the file comes back as it is', () => {
  test('a disk that is full', async () => {
    const full = '/dev/full';
    const written = withSource(path, ({ rows }) => rows(`COPY source TO '${full}' (FORMAT parquet)`), [full]);
    const error = await failure(written);
    expect(error).not.toBeInstanceOf(DataFileError);
    expect(String(error)).toMatch(/No space left on device/);
  });

  test('a path that may not be opened, a query that is wrong, whatever the names of files', async () => {
    for (const sql of [
      "SELECT * FROM read_parquet('/nowhere.parquet')",
      "SELECT zstd FROM source WHERE 'parquet' = ''",
    ]) {
      expect(await failure(withSource(path, ({ rows }) => rows(sql)))).not.toBeInstanceOf(DataFileError);
    }
  });

  // As DuckDB 1.5 words them.
  test.each([
    "Out of Memory Error: could not allocate block of size 256.0 KiB (190.5 MiB/190.7 MiB used)\n\nLINE 1: SELECT * FROM read_parquet('people.parquet')",
    'Out of Memory Error: failed to offload data block of size 256.0 KiB (1.0 GiB/1.0 GiB used)',
    'IO Error: Cannot open file "/data/people.parquet": Permission denied',
    'IO Error: Could not write file "/run/zstd.tmp": No space left on device',
    'Permission Error: Cannot access file "/data/people.parquet" - file system operations are disabled by configuration',
    'INTERNAL Error: Attempted to access index 1 within vector of parquet columns of size 1',
  ])('%s', (message) => {
    const error = new Error(message);
    expect(asDataFileError(error)).toBe(error);
  });
});

describe('what is the fault of the file is told without its values', () => {
  test.each([0.02, 0.2, 0.5, 0.8, 0.97, 0.995])('bytes that are wrong at %d of its length', async (share) => {
    const bytes = await readFile(path);
    const from = Math.floor(bytes.length * share);
    bytes.fill(0xff, from, Math.min(from + 400, bytes.length - 8));
    const broken = join(folder, `broken-${share}.parquet`);
    await writeFile(broken, bytes);
    const error = await failure(inspectTable(broken));
    expect(error).toBeInstanceOf(DataFileError);
    expect(['truncated', 'not-utf8']).toContain((error as DataFileError).kind);
  });

  test('a value that is no number is unreadable, though it reads "parquet"', async () => {
    const error = await failure(
      withSource(path, ({ rows }) => rows("SELECT CAST('parquet-' || person AS DOUBLE) FROM source")),
    );
    expect(error).toMatchObject({ kind: 'unreadable' });
    expect(String(error)).not.toContain('parquet-');
  });
});
