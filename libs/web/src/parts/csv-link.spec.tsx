import { render } from 'preact-render-to-string';
import { expect, test } from '@jest/globals';
import { readerOf } from '../context.js';
import type { CsvRow } from './downloadable.js';
import { CsvLink } from './downloads.js';

const reader = readerOf({ locale: 'en', path: '/', actor: null, freshness: { position: '0', recordedAt: null } });

function csvOf(rows: readonly CsvRow[]): string {
  const href = /href="data:text\/csv;charset=utf-8,([^"]*)"/.exec(
    render(<CsvLink name="x" rows={rows} reader={reader} />),
  )?.[1];
  return decodeURIComponent(href ?? '');
}

test('the file holds full precision, and quotes what needs it', () => {
  expect(
    csvOf([
      ['a,b', 0.1106029106029106, null],
      ['say "x"', -3, '-3.50'],
    ]),
  ).toBe('"a,b",0.1106029106029106,\r\n"say ""x""",-3,-3.50');
});

test('a label never becomes a formula of a spreadsheet', () => {
  expect(csvOf([['=HYPERLINK("x")', '+cmd', '@a', '-b']])).toBe(`"'=HYPERLINK(""x"")",'+cmd,'@a,'-b`);
});
