import { faultsOf, RecordMeasurement, type Fault, type MeasurementCommand } from '@impact-ledger/domain';
import { parse } from 'csv-parse';
import { Readable } from 'node:stream';
import { ImportError } from './import-error.js';

export type ImportFormat = 'csv' | 'ndjson';
export type Reading = Extract<MeasurementCommand, { type: 'RecordMeasurement' }>['data'];

/** A row of the input: what it says, or what is wrong with it. */
type RowContent = { readonly reading: Reading } | { readonly faults: readonly Fault[] };
export type ImportRow = { readonly line: number } & RowContent;

export const REQUIRED_COLUMNS = [
  'indicator',
  'definitionVersion',
  'period',
  'value',
  'quality',
  'source',
  'vintage',
] as const;
export const OPTIONAL_COLUMNS = ['method'] as const;
export const BREAKDOWN_PREFIX = 'breakdown.';

const LONGEST_LINE = 65_536;

/**
 * Reads measurements row by row, whatever their number.
 * CSV: the columns `indicator, definitionVersion, period, value, quality, source, vintage`, optionally `method` and any
 * `breakdown.<name>`. NDJSON: one RecordMeasurement per line.
 * @throws ImportError when the input is no such file
 */
export const readRows = (input: AsyncIterable<Uint8Array>, format: ImportFormat): AsyncGenerator<ImportRow> =>
  format === 'csv' ? csvRows(decoded(input)) : ndjsonRows(decoded(input));

async function* decoded(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch {
      throw new ImportError('The file is not UTF-8: save it as UTF-8 ("CSV UTF-8" in a spreadsheet).');
    }
  };
  for await (const chunk of input) yield decode(chunk);
  yield decode();
}

async function* ndjsonRows(input: AsyncIterable<string>): AsyncGenerator<ImportRow> {
  let line = 0;
  for await (const text of lines(input)) {
    line += 1;
    if (text.trim() === '') continue;
    yield { line, ...rowOf(parsed(text)) };
  }
}

const BROKEN = Symbol('not JSON');

function parsed(text: string): unknown {
  try {
    // A prototype would be dropped without a word, and the row recorded under another breakdown.
    return JSON.parse(text, /__proto__|\\u00/i.test(text) ? refusePrototype : undefined);
  } catch {
    return BROKEN;
  }
}

const BROKEN_CSV: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote opened here is never closed. Close it, or write a quote inside a text twice.',
  INVALID_OPENING_QUOTE:
    'a quote stands in the middle of a text. Put the whole text in quotes, and write that quote twice.',
  CSV_INVALID_CLOSING_QUOTE: 'a text goes on after its closing quote. Write a quote inside a text twice.',
  CSV_MAX_RECORD_SIZE: `the row is longer than ${LONGEST_LINE} bytes. A quote that is never closed, or no measurement.`,
};

function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError('"__proto__" is no name of a field');
  return value;
}

async function* lines(input: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  let line = 0;
  for await (const chunk of input) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      line += 1;
      yield part;
    }
    if (rest.length > LONGEST_LINE) {
      throw new ImportError(
        `Line ${line + 1} is longer than ${LONGEST_LINE} characters: one measurement per line.`,
        [],
        line + 1,
      );
    }
  }
  if (rest !== '') yield rest;
}

async function* csvRows(input: AsyncIterable<string>): AsyncGenerator<ImportRow> {
  const parser = parse({
    bom: true,
    info: true,
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: LONGEST_LINE,
  });
  Readable.from(input)
    .on('error', (error) => parser.destroy(error))
    .pipe(parser);
  let header: readonly string[] | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (header) yield { line: info.lines, ...csvRow(header, record) };
      else header = checkedHeader(record);
    }
  } catch (error) {
    if (error instanceof ImportError) throw error;
    const line = (error as { lines?: number }).lines;
    const { code, message } = error as Error & { readonly code?: string };
    throw new ImportError(`The CSV cannot be read on: ${BROKEN_CSV[code ?? ''] ?? message}`, [], line);
  }
  if (!header) throw new ImportError('The file is empty: send a header and at least one row.');
}

function checkedHeader(record: readonly string[]): readonly string[] {
  const names = record.map((name) => name.trim().replace(/^breakdown\.\s+/, BREAKDOWN_PREFIX));
  refuseOtherSeparator(names);
  const faults: Fault[] = [];
  const known: readonly string[] = [...REQUIRED_COLUMNS, ...OPTIONAL_COLUMNS];
  names.forEach((name, index) => {
    const isBreakdown =
      name.startsWith(BREAKDOWN_PREFIX) && !['', '__proto__'].includes(name.slice(BREAKDOWN_PREFIX.length));
    if (!known.includes(name) && !isBreakdown) {
      faults.push({
        pointer: `/header/${index}`,
        detail: `"${name}" is not a column we know: use ${known.join(', ')} or ${BREAKDOWN_PREFIX}<name>`,
      });
    }
    if (names.indexOf(name) < index) faults.push({ pointer: `/header/${index}`, detail: `"${name}" stands twice` });
  });
  for (const name of REQUIRED_COLUMNS) {
    if (!names.includes(name)) faults.push({ pointer: '/header', detail: `the column "${name}" is missing` });
  }
  if (faults.length > 0) {
    throw new ImportError(
      `The header of the CSV is wrong: ${faults[0]?.detail}. Correct it and send the file again.`,
      faults,
      1,
    );
  }
  return names;
}

const SEPARATORS: Readonly<Record<string, string>> = { ';': 'semicolons', '\t': 'tabs', '|': 'bars' };

/** What a spreadsheet saves where the comma is the decimal sign; one clear fault instead of eight. */
function refuseOtherSeparator([first = '', ...others]: readonly string[]): void {
  const separator = Object.keys(SEPARATORS).find((sign) => first.split(sign).length >= REQUIRED_COLUMNS.length);
  if (separator === undefined || others.length > 0) return;
  const detail = `the columns are separated by ${SEPARATORS[separator]}: separate them by commas`;
  throw new ImportError(
    `The header of the CSV is wrong: ${detail}, and write decimals with a point. Save it again and send it.`,
    [{ pointer: '/header', detail }],
    1,
  );
}

function csvRow(header: readonly string[], record: readonly string[]): RowContent {
  if (record.length !== header.length) {
    return { faults: [{ pointer: '', detail: `has ${record.length} values where the header has ${header.length}` }] };
  }
  const cells = new Map(header.map((name, index) => [name, record[index] ?? '']));
  const cell = (name: string): string | undefined => cells.get(name)?.trim() || undefined;
  const breakdown = [...cells.keys()]
    .filter((name) => name.startsWith(BREAKDOWN_PREFIX))
    .flatMap((name) => {
      const value = cell(name);
      return value === undefined ? [] : [[name.slice(BREAKDOWN_PREFIX.length), value] as const];
    });
  const method = cell('method');
  return rowOf({
    indicator: cell('indicator'),
    definitionVersion: wholeNumber(cell('definitionVersion')),
    period: cell('period'),
    breakdown: Object.fromEntries(breakdown),
    value: cell('value'),
    quality: wholeNumber(cell('quality')),
    provenance: { source: cell('source'), ...(method === undefined ? {} : { method }) },
    vintage: cell('vintage'),
  });
}

/** What is no whole number stays text, so that the schema says what is wrong with it. */
const wholeNumber = (text: string | undefined): number | string | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : text;

function rowOf(value: unknown): RowContent {
  if (value === BROKEN) return { faults: [{ pointer: '', detail: 'is not JSON: one measurement per line' }] };
  const result = RecordMeasurement.safeParse(value);
  return result.success ? { reading: result.data } : { faults: faultsOf(result.error.issues) };
}
