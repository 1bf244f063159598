import { join } from 'node:path';
import { eraseRows } from '@impact-ledger/cohort';
import { partFileOf, type DataSetPart, type DataSetState, type PartFile } from '@impact-ledger/domain';
import type { Vault } from '@impact-ledger/ledger';
import { describeFile, writeList } from './take-in.js';

type Registered = Exclude<DataSetState, { status: 'absent' }>;

interface Person {
  readonly pseudonym: string;
  /** Column of the table, or of the persons, that holds it. */
  readonly column: string;
}

/** What a data set is without a person; `files` are those to go into the vault, the one that has its hash last. */
export interface WithoutPerson {
  /** Rows that were theirs, in whichever file. */
  readonly count: number;
  /** Rows left: of the table, or of the persons. */
  readonly rows: number;
  readonly files: readonly string[];
  readonly parts?: PartFile[];
}

/** Writes into `folder` the files of a data set without the rows of a person. @throws VaultError, DataFileError */
export async function writeWithout(
  vault: Vault,
  id: string,
  { sha256, parts }: Registered,
  person: Person,
  folder: string,
): Promise<WithoutPerson> {
  if (parts) return partsWithout(vault, id, parts, person, folder);
  const out = join(folder, 'table');
  const { erased, left } = await vault.withFile(id, sha256, (path) =>
    eraseRows(path, { columns: [person.column], value: person.pseudonym, out }),
  );
  return { count: erased, rows: left, files: [out] };
}

async function partsWithout(
  vault: Vault,
  id: string,
  parts: readonly DataSetPart[],
  { pseudonym, column }: Person,
  folder: string,
): Promise<WithoutPerson> {
  let count = 0;
  const files: string[] = [];
  const left: PartFile[] = [];
  for (const part of parts) {
    const out = join(folder, part.role);
    // Under the same name; in a part without it, wherever it has pseudonyms.
    const columns = part.pseudonymised.includes(column) ? [column] : part.pseudonymised;
    const found = await vault.withFile(id, part.sha256, (path) => eraseRows(path, { columns, value: pseudonym, out }));
    count += found.erased;
    if (found.erased === 0) left.push(partFileOf(part));
    else {
      files.push(out);
      left.push({ role: part.role, rows: found.left, ...(await describeFile(out)) });
    }
  }
  const list = await writeList(left, folder);
  return { count, rows: left[0]!.rows, files: [...files, list.path], parts: left };
}

/** Hashes of the files that a data set is made of. */
export const filesOf = ({ sha256, parts = [] }: Pick<Registered, 'sha256' | 'parts'>): string[] => [
  ...parts.map((part) => part.sha256),
  sha256,
];
