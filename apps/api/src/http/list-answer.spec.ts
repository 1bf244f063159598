import { expect, test } from '@jest/globals';
import { csvLine } from './list-answer.js';

test.each<[string, Parameters<typeof csvLine>[0], string]>([
  ['plain', ['a', 1, true, null, undefined], 'a,1,true,,'],
  ['quotes, commas, line ends', ['a"b', 'c,d', 'e\nf'], '"a""b","c,d","e\nf"'],
  ['what a spreadsheet would run', ['=1+1', '+cmd', '@x', '-2+3'], "'=1+1,'+cmd,'@x,'-2+3"],
  ['negative numbers', ['-12.5', -3], '-12.5,-3'],
])('a line of CSV: %s', (_name, values, line) => {
  expect(csvLine(values)).toBe(`${line}\r\n`);
});
