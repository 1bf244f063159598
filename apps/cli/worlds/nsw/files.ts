import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { estimate, type Table } from '@impact-ledger/stats';

export type NswFile = 'randomised.csv' | 'observational.csv';

/** The files lie beside the sources; this module runs from there and from the build. */
function locate(name: NswFile): string {
  const places = ['../data/nsw/', '../../../worlds/data/nsw/'].map(
    (folder) => new URL(`${folder}${name}`, import.meta.url),
  );
  const found = places.find((place) => existsSync(place));
  if (!found) throw new Error(`The demonstration file ${name} is missing: look for it in apps/cli/worlds/data/nsw.`);
  return fileURLToPath(found);
}

export const streamNsw = (name: NswFile): AsyncIterable<string> =>
  createReadStream(locate(name), 'utf8') as AsyncIterable<string>;

/** Two number columns of a file of the demonstration, which has no quotes and no missing values. */
function columns(name: NswFile, wanted: readonly string[]): Table {
  const [header = '', ...lines] = readFileSync(locate(name), 'utf8').trim().split('\n');
  const names = header.split(',');
  const rows = lines.map((line) => line.split(','));
  const column = (each: string) => Float64Array.from(rows, (row) => Number(row[names.indexOf(each)]));
  return { rows: rows.length, columns: Object.fromEntries(wanted.map((each) => [each, column(each)])) };
}

/** What the experiment found in dollars of 1978: the yardstick for the observational studies, computed and not copied. */
export function experimentalEffect(): { value: number; lower: number; upper: number } {
  const table = columns('randomised.csv', ['treat', 're78']);
  const { value, interval } = estimate('welch', table, { treatment: 'treat', outcome: 're78' });
  const cents = (amount: number | null): number => Math.round(100 * amount!) / 100;
  return { value: cents(value), lower: cents(interval.lower), upper: cents(interval.upper) };
}
