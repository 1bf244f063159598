import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ReproductionHead } from '@impact-ledger/application';
import { faultsOf } from '@impact-ledger/domain';
import { CommandFailure, EXIT } from '../terminal/failure.js';
import { linesOf } from '../terminal/faults.js';

/**
 * A reproduction package is a folder: `reproduction.json`, and beside it the pseudonymised file `data`, or those of event
 * logs, `data.persons`, `data.exposures` and so on.
 */
const HEAD = 'reproduction.json';
const DATA = 'data';
const LONGEST_HEAD = 64 * 1024 * 1024;

export interface Package {
  readonly head: ReproductionHead;
  readonly folder: string;
}

/** A file of a package, as its head describes it. */
interface PackageFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** The data of a package, in the order in which they are sent. */
export const filesOf = ({ head: { data }, folder }: Package): PackageFile[] =>
  data.parts?.map(({ role, sha256, bytes }) => ({ path: join(folder, `${DATA}.${role}`), sha256, bytes })) ?? [
    { path: join(folder, DATA), sha256: data.sha256, bytes: data.bytes },
  ];

/**
 * Writes what the API sends (a line of JSON, then the bytes of the files) as a folder that only its owner may read. The
 * folder has its name only when it is whole.
 */
export async function writePackage(folder: string, body: AsyncIterable<Uint8Array>): Promise<ReproductionHead> {
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  try {
    const { head, rest } = await splitHead(body);
    await writeFile(join(partial, HEAD), `${JSON.stringify(head, null, 2)}\n`, { mode: 0o600 });
    await writeFiles(filesOf({ head, folder: partial }), rest);
    await rename(partial, folder);
    return head;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

/** Reads a package by its folder, or by its `reproduction.json`. The data are looked at by {@link dataFault}. */
export async function readPackage(path: string): Promise<Package> {
  const folder = (await stat(path)).isDirectory() ? path : dirname(path);
  const file = folder === path ? join(path, HEAD) : path;
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new CommandFailure(`${file} cannot be read: ${error.message}`, EXIT.usage);
  });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new CommandFailure(`${file} is not JSON: ${(error as Error).message}`, EXIT.usage);
  }
  const parsed = ReproductionHead.safeParse(content);
  if (!parsed.success) {
    throw new CommandFailure(
      `${file} is no reproduction package; make one with \`impact export --reproduction <run>\`:${linesOf(faultsOf(parsed.error.issues))}`,
      EXIT.usage,
    );
  }
  return { head: parsed.data, folder };
}

/** What is wrong with the data of a package; undefined when they are the files that the result names. */
export async function dataFault(
  files: Package,
): Promise<(PackageFile & { readonly found: string | undefined }) | undefined> {
  for (const file of filesOf(files)) {
    const found = await hashFile(file.path);
    if (found !== file.sha256) return { ...file, found };
  }
  return undefined;
}

/** Undefined when there is no such file. */
async function hashFile(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return hash.digest('hex');
}

/** Cuts the bytes into files of the lengths that were told. */
async function writeFiles(files: readonly PackageFile[], bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const chunks = bytes[Symbol.asyncIterator]() as Chunks;
  let rest: Uint8Array = new Uint8Array();
  for (const { path, bytes: length } of files) {
    await using file = await open(path, 'wx', 0o600);
    for (let missing = length; missing > 0;) {
      if (rest.length === 0) {
        const { done, value } = await chunks.next();
        if (done) throw new CommandFailure('the connection was cut before the end of the files: export it again.');
        rest = value;
      }
      const piece = rest.subarray(0, missing);
      await file.writeFile(piece);
      missing -= piece.length;
      rest = rest.subarray(piece.length);
    }
  }
  if (rest.length > 0 || !(await chunks.next()).done) {
    throw new CommandFailure('more came than was announced: export it again.');
  }
}

type Chunks = AsyncIterator<Uint8Array, undefined>;

async function splitHead(
  body: AsyncIterable<Uint8Array>,
): Promise<{ readonly head: ReproductionHead; readonly rest: AsyncIterable<Uint8Array> }> {
  const chunks = body[Symbol.asyncIterator]() as Chunks;
  let read = Buffer.alloc(0);
  for (;;) {
    const end = read.indexOf(0x0a);
    if (end >= 0) {
      const head = ReproductionHead.parse(JSON.parse(read.subarray(0, end).toString('utf8')));
      return { head, rest: following(read.subarray(end + 1), chunks) };
    }
    const { done, value } = await chunks.next();
    if (done || read.length > LONGEST_HEAD) {
      throw new CommandFailure('the connection was cut before the end of the description: export it again.');
    }
    read = Buffer.concat([read, value]);
  }
}

async function* following(first: Uint8Array, chunks: Chunks): AsyncGenerator<Uint8Array> {
  yield first;
  for (;;) {
    const { done, value } = await chunks.next();
    if (done) return;
    yield value;
  }
}
