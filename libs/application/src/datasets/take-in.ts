import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataFileError, inspectTable, pseudonymiseTable, type PartPaths, type TableShape } from '@impact-ledger/cohort';
import {
  DomainError,
  PART_ROLES,
  partFileOf,
  type DataSetColumn,
  type DataSetPart,
  type PartRole,
} from '@impact-ledger/domain';
import { partList } from './open-data-set.js';

/** What is registered of the files of a data set, beside what its sender declares. */
export interface TakenIn {
  readonly rows: number;
  readonly columns: DataSetColumn[];
  readonly pseudonymised: string[];
  readonly sha256: string;
  readonly bytes: number;
  readonly parts?: DataSetPart[];
}

interface TakeIn {
  readonly pseudonymised: readonly string[];
  /** Asked for once the files are found to be in order. */
  readonly key: () => Promise<Buffer>;
  /** A private folder, removed by who gives it: the pseudonymised copies go there. */
  readonly folder: string;
}

/** Of the set itself first, then of its parts. */
type Copies = readonly { readonly path: string; readonly sha256: string }[];

/**
 * Looks at a table and writes its pseudonymised copy.
 * @throws DataFileError, DomainError (columns to pseudonymise that are not there)
 */
export async function takeInTable(path: string, { pseudonymised, key, folder }: TakeIn) {
  const shape = await inspectTable(path);
  refuseUnknown(pseudonymised, shape.columns, 'the file');
  const copy = join(folder, 'table');
  const file = await writeCopy(path, { columns: pseudonymised, key: await key(), out: copy });
  const taken: TakenIn = {
    rows: shape.rows,
    columns: shape.columns.map((column) => describable(column, pseudonymised)),
    pseudonymised: [...pseudonymised],
    ...file,
  };
  return { taken, copies: [{ path: copy, sha256: file.sha256 }] as Copies };
}

/**
 * The same of event logs: each column to pseudonymise is so in every part that has it, with one key, so that the parts
 * join. Beside the copies, the list of them is written.
 * @throws DataFileError naming the part, DomainError
 */
export async function takeInParts(paths: PartPaths, { pseudonymised, key, folder }: TakeIn) {
  const roles = PART_ROLES.filter((role) => paths[role] !== undefined);
  refuseMissing(roles);
  const shapes: TableShape[] = [];
  for (const role of roles) shapes.push(await inspectTable(paths[role]!).catch((error: unknown) => named(role, error)));
  const every = new Map(shapes.flatMap(({ columns }) => columns.map((column) => [column.name, column])));
  refuseUnknown(pseudonymised, [...every.values()], 'no part');
  const hashedIn = (columns: readonly DataSetColumn[]): string[] =>
    pseudonymised.filter((name) => columns.some((column) => column.name === name));
  roles.forEach((role, index) => refuseInClear(role, hashedIn(shapes[index]!.columns), shapes[index]!.columns));
  const secret = await key();
  const parts: DataSetPart[] = [];
  for (const [index, role] of roles.entries()) {
    const { rows, columns } = shapes[index]!;
    const hashed = hashedIn(columns);
    const file = await writeCopy(paths[role]!, { columns: hashed, key: secret, out: join(folder, role) });
    const shown = columns.map((column) => describable(column, hashed));
    parts.push({ role, rows, columns: shown, pseudonymised: hashed, ...file });
  }
  const { rows, columns, pseudonymised: hashed } = parts[0]!;
  const { sha256, path } = await writeList(parts, folder);
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const taken: TakenIn = { rows, columns, pseudonymised: hashed, sha256, bytes, parts };
  const copies: Copies = [
    { path, sha256 },
    ...parts.map((part) => ({ path: join(folder, part.role), sha256: part.sha256 })),
  ];
  return { taken, copies };
}

/** The list of parts as the file that stands for them in the vault. */
export async function writeList(parts: Parameters<typeof partList>[0], folder: string) {
  const path = join(folder, 'parts.json');
  await writeFile(path, partList(parts.map(partFileOf)), { mode: 0o600 });
  return { path, sha256: await hashFile(path) };
}

async function writeCopy(path: string, how: Parameters<typeof pseudonymiseTable>[1]) {
  await pseudonymiseTable(path, how);
  await chmod(how.out, 0o600);
  return describeFile(how.out);
}

/** Hash and size of a file. */
export const describeFile = async (path: string) => ({ sha256: await hashFile(path), bytes: (await stat(path)).size });

function refuseUnknown(hashed: readonly string[], columns: readonly DataSetColumn[], what: 'the file' | 'no part') {
  const known = columns.map(({ name }) => name);
  const lacks = what === 'the file' ? 'the file has no column' : 'no part has a column';
  const faults = hashed.flatMap((name, index) =>
    known.includes(name)
      ? []
      : [{ pointer: `/pseudonymised/${index}`, detail: `${lacks} "${name}": there are ${known.join(', ')}` }],
  );
  if (faults.length > 0) {
    throw new DomainError('invalid', 'Columns to pseudonymise are not in the file: correct their names.', faults);
  }
}

function refuseMissing(roles: readonly PartRole[]): void {
  const missing = PART_ROLES.filter((role) => role !== 'exits' && !roles.includes(role));
  if (missing.length === 0) return;
  throw new DomainError(
    'invalid',
    `Event logs are persons, exposures, outcomes and perhaps exits: send the ${missing.join(' and the ')}, too.`,
    missing.map((role) => ({ pointer: `/${role}`, detail: 'is missing' })),
  );
}

/** A part whose persons stand in clear would name them, and join with no other part. */
function refuseInClear(role: PartRole, hashed: readonly string[], columns: readonly DataSetColumn[]): void {
  if (hashed.length > 0) return;
  const detail = `the ${role} have no column to pseudonymise, so they would say who is who: name the one that holds the person, of ${columns.map(({ name }) => name).join(', ')}`;
  throw new DomainError('invalid', 'Every part of a data set is pseudonymised.', [
    { pointer: '/pseudonymised', detail },
  ]);
}

/** A list of pseudonyms would tell who is in the file to whoever holds another file with the same key. */
function describable({ levels, ...column }: DataSetColumn, hashed: readonly string[]): DataSetColumn {
  return levels === undefined || hashed.includes(column.name) ? column : { ...column, levels };
}

function named(role: PartRole, error: unknown): never {
  if (!(error instanceof DataFileError)) throw error;
  throw new DataFileError(error.kind, `Of the ${role}: ${error.message}`, error.line, error.columns);
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
