import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { text } from 'node:stream/consumers';
import { basename } from 'node:path';
import { readFile } from 'node:fs/promises';
import { DataSetDeclaration, faultsOf, PART_ROLES, type PartRole } from '@impact-ledger/domain';
import { fingerprint } from '@impact-ledger/ledger';
import type { ApiClient } from '../connection/api-client.js';
import { findApi } from '../connection/find-api.js';
import { CommandFailure, EXIT } from '../terminal/failure.js';
import { linesOf } from '../terminal/faults.js';
import { print, printJson, say } from '../terminal/terminal.js';

/** A file by the part of the request it is sent as: `file`, or the role it has among event logs. */
export interface SentFile {
  readonly part: 'file' | PartRole;
  readonly content: Blob;
  readonly name: string;
}

/** Sends a declaration and its files. */
export async function sendDataSet(
  api: ApiClient,
  declaration: DataSetDeclaration,
  files: readonly SentFile[],
  key: string,
): Promise<{ readonly id: string; readonly position: string }> {
  const form = new FormData();
  form.set('declaration', JSON.stringify(declaration));
  for (const { part, content, name } of files) form.set(part, content, name);
  const response = await api.send('/v1/datasets', {
    method: 'POST',
    body: form,
    headers: { 'idempotency-key': key },
  });
  return (await response.json()) as { id: string; position: string };
}

/** Destroys the key and the file of a data set; what it was, and what was found with it, stays on record. */
export async function eraseDataSet(
  dataset: string,
  flags: { readonly reason: string; readonly url?: string; readonly json?: boolean },
): Promise<void> {
  const { reason } = flags;
  const { body } = await findApi(flags.url).change<{ id: string; position: string }>(
    `/v1/datasets/${dataset}`,
    'erasure',
    { reason },
  );
  if (flags.json) return printJson(body);
  print(dataset);
  say(`erased at position ${body.position}: its history stays`);
}

/** Erases a person; their identifier comes on standard input, where neither the shell nor the process list sees it. */
export async function erasePerson(
  dataset: string,
  flags: { readonly reason: string; readonly column?: string; readonly url?: string; readonly json?: boolean },
): Promise<void> {
  const identifier = (await text(process.stdin)).replace(/\r?\n$/, '');
  if (identifier === '') throw new CommandFailure('write the identifier of the person to standard input', EXIT.usage);
  const { reason, column } = flags;
  const thing = `/v1/datasets/${dataset}`;
  const api = findApi(flags.url);
  const { body } = await api.change<{ position: string }>(
    thing,
    'subjects/erasure',
    { identifier, reason, ...(column === undefined ? {} : { column }) },
    randomUUID(),
  );
  const { body: receipts } = await api.get<{ items: readonly { readonly position: string; readonly note: string }[] }>(
    `${thing}/erasures`,
  );
  const receipt = receipts.items.find(({ position }) => position === body.position);
  if (flags.json) return printJson(receipt);
  print(receipt?.note ?? JSON.stringify(receipt, null, 2));
  say(`erased at position ${body.position}: keep the receipt, who it was is kept nowhere`);
}

interface Declared {
  readonly declaration: string;
  readonly url?: string;
  readonly json?: boolean;
}

/** Registers one table; the columns that name persons are replaced by keyed hashes before it is kept. */
export const addDataSet = (file: string, flags: Declared): Promise<void> => register([['file', file]], flags);

/** Registers event logs, one file for each role; one person has the same hash in all of them. */
export const registerLogs = (flags: Declared & Partial<Record<PartRole, string>>): Promise<void> =>
  register(
    PART_ROLES.flatMap((role) => (flags[role] === undefined ? [] : [[role, flags[role]] as const])),
    flags,
  );

async function register(paths: readonly (readonly [SentFile['part'], string])[], flags: Declared): Promise<void> {
  const parsed = DataSetDeclaration.safeParse(JSON.parse(await readFile(flags.declaration, 'utf8')));
  if (!parsed.success) {
    const told = linesOf(faultsOf(parsed.error.issues));
    throw new CommandFailure(`${flags.declaration} does not declare a data set:${told}`, EXIT.usage);
  }
  const files = await Promise.all(
    paths.map(async ([part, path]) => ({ part, content: await openAsBlob(path), name: basename(path) })),
  );
  const receipt = await sendDataSet(findApi(flags.url), parsed.data, files, `dataset:${fingerprint(parsed.data)}`);
  if (flags.json) return printJson(receipt);
  print(parsed.data.dataset);
  say(`registered at position ${receipt.position}`);
}
