import type { DataSetColumn } from '@impact-ledger/domain';
import { DataFileError } from './data-file-error.js';
import { asText, withSource, type Source } from './open-source.js';
import { identifier } from './sql.js';

export interface TableShape {
  readonly rows: number;
  readonly columns: DataSetColumn[];
}

const MOST_LEVELS = 12;
/** The sketch that counts distinct values is within a few of the truth at these sizes. */
const SURELY_MORE = 24;

/** A leading zero means a code (a postcode, a department), which is not a number. */
const NUMBER = String.raw`[+-]?(0|[1-9]\d*|0?\.\d+|(0|[1-9]\d*)\.\d*)([eE][+-]?\d+)?`;
const NUMERIC_TYPES = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|U?INTEGER|FLOAT|DOUBLE|DECIMAL)/;

/**
 * The shape of a CSV or Parquet file of any size, in two streaming passes: rows, and for each column its kind, how many
 * values are missing and, when at most twelve, which different values it holds. Every line is checked on the way.
 * Errors: those of the file ({@link DataFileError}).
 */
export async function inspectTable(path: string): Promise<TableShape> {
  return withSource(path, shapeOf);
}

async function shapeOf(source: Source): Promise<TableShape> {
  const { rows, columns } = await kindsOf(source, source.names);
  const few = columns.filter(({ distinct }) => distinct <= SURELY_MORE).map(({ name }) => name);
  const levels = await levelsOf(source, few);
  return {
    rows,
    columns: columns.map(({ name, kind, missing }) => {
      const found = levels.get(name);
      const values = found === undefined || found.length > MOST_LEVELS ? undefined : sorted(found, kind);
      return { name, kind, missing, ...(values && { levels: values }) };
    }),
  };
}

export interface ColumnKind extends Pick<DataSetColumn, 'name' | 'kind' | 'missing'> {
  /** About how many different values, by a sketch. */
  readonly distinct: number;
}

/** Rows of the file, and kinds of the named columns, in one streaming pass. Error: empty. */
export async function kindsOf(
  source: Source,
  names: readonly string[],
): Promise<{ readonly rows: number; readonly columns: readonly ColumnKind[] }> {
  const stored = source.format.kind === 'parquet' ? await storedKinds(source) : undefined;
  const [summary = []] = await source.rows(`SELECT ${['count(*)', ...names.flatMap(countsOf)].join(', ')} FROM source`);
  const counts = summary.map(Number);
  const rows = counts[0]!;
  if (rows === 0)
    throw new DataFileError('empty', 'The file has a header and no rows: send one with at least one row.');
  const columns = names.map((name, index) => {
    const [present = 0, number = 0, boolean = 0, date = 0, distinct = 0] = counts.slice(1 + 5 * index, 6 + 5 * index);
    const written = present === 0 ? 'text' : kindOf(present, { number, boolean, date });
    return { name, kind: stored?.get(name) ?? written, missing: rows - present, distinct };
  });
  return { rows, columns };
}

function countsOf(name: string): string[] {
  const text = asText(name);
  return [
    `count(${text})`,
    `count(*) FILTER (regexp_full_match(${text}, '${NUMBER}'))`,
    `count(*) FILTER (lower(${text}) IN ('true', 'false'))`,
    // CASE keeps the costly cast away from what does not look like a date.
    `count(CASE WHEN ${text} LIKE '____-__-__%' THEN TRY_CAST(${text} AS DATE) END)`,
    `approx_count_distinct(${text})`,
  ];
}

type Kind = DataSetColumn['kind'];

function kindOf(present: number, counts: Readonly<Record<'number' | 'boolean' | 'date', number>>): Kind {
  return (['number', 'boolean', 'date'] as const).find((kind) => counts[kind] === present) ?? 'text';
}

async function storedKinds({ rows }: Source): Promise<Map<string, Kind>> {
  return new Map(
    (await rows('DESCRIBE source')).map(([name, type]) => {
      const stored = String(type);
      if (NUMERIC_TYPES.test(stored)) return [String(name), 'number'];
      if (stored === 'BOOLEAN') return [String(name), 'boolean'];
      return [String(name), stored === 'DATE' || stored.startsWith('TIMESTAMP') ? 'date' : 'text'];
    }),
  );
}

async function levelsOf(source: Source, names: readonly string[]): Promise<Map<string, readonly string[]>> {
  if (names.length === 0) return new Map();
  const lists = names.map((name) => `list(DISTINCT ${asText(name)}) FILTER (${identifier(name)} IS NOT NULL)`);
  const [found = []] = await source.rows(`SELECT ${lists.join(', ')} FROM source`);
  return new Map(names.map((name, index) => [name, (found[index] as string[] | null) ?? []]));
}

function sorted(levels: readonly string[], kind: Kind): string[] {
  if (kind !== 'number') return [...levels].map((level) => level.slice(0, 120)).sort();
  // "1" and "1.0" are one number, written as JavaScript writes it.
  return [...new Set(levels.map(Number))].sort((a, b) => a - b).map(String);
}
