import { describe, expect, test } from '@jest/globals';
import { ImportError } from './import-error.js';
import { readRows, type ImportFormat, type ImportRow } from './read-rows.js';

const HEADER = 'indicator,definitionVersion,period,value,quality,source,vintage,breakdown.region';
const ROW = 'hired,1,2025-Q2,"31.4",50,"a, b",2026-02-03,Île-de-France';

async function read(text: string, format: ImportFormat = 'csv', chunk = 7): Promise<ImportRow[]> {
  const bytes = Buffer.from(text);
  async function* chunks() {
    // Small enough to cut characters, quotes and line ends in two.
    for (let start = 0; start < bytes.length; start += chunk) yield bytes.subarray(start, start + chunk);
  }
  const rows: ImportRow[] = [];
  for await (const row of readRows(chunks(), format)) rows.push(row);
  return rows;
}

describe('rows of an import', () => {
  test('are read whatever the chunks, with mark, quotes and CRLF', async () => {
    const expected = {
      line: 2,
      reading: {
        indicator: 'hired',
        definitionVersion: 1,
        period: '2025-Q2',
        breakdown: { region: 'Île-de-France' },
        value: '31.4',
        quality: 50,
        provenance: { source: 'a, b' },
        vintage: '2026-02-03',
      },
    };
    for (const chunk of [1, 2, 7, 1000]) {
      expect(await read(`\uFEFF${HEADER}\r\n${ROW}\r\n`, 'csv', chunk)).toEqual([expected]);
      expect(await read(`\n${JSON.stringify(expected.reading)}`, 'ndjson', chunk)).toEqual([expected]);
    }
  });

  test('that are wrong say where, and the next one is read all the same', async () => {
    const rows = await read(`${HEADER}\n${ROW.replace('31.4', '31,4')}\na,b\n${ROW}\n`);
    expect(rows).toMatchObject([
      { line: 2, faults: [{ pointer: '/value' }] },
      { line: 3, faults: [{ pointer: '', detail: 'has 2 values where the header has 8' }] },
      { line: 4, reading: { value: '31.4' } },
    ]);
  });

  test.each([
    ['is empty', ''],
    ['has another header', 'indicator,colour\n'],
    ['has a column twice', `${HEADER},value\n`],
    ['has a quote that is never closed', `${HEADER}\n"${ROW}\n${ROW}`],
  ])('a file that %s is refused as a whole', async (_why, text) => {
    await expect(read(text)).rejects.toBeInstanceOf(ImportError);
  });

  test.each([
    [';', 'semicolons'],
    ['\t', 'tabs'],
  ])('a file separated by "%s" is told so in one fault', async (separator, name) => {
    await expect(read(HEADER.replaceAll(',', separator))).rejects.toMatchObject({
      message: expect.stringContaining(`separated by ${name}`),
      faults: [{ pointer: '/header', detail: expect.stringContaining('commas') }],
      line: 1,
    });
  });

  test('a file that is not UTF-8, or one endless line, is refused', async () => {
    async function* latin1() {
      yield Buffer.from(`${HEADER}\nÎ`, 'latin1');
    }
    await expect(readRows(latin1(), 'csv').next()).rejects.toThrow(/UTF-8/);
    await expect(read('x'.repeat(100_000), 'ndjson', 4096)).rejects.toThrow(/longer than/);
  });
});
