import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ReproductionHead } from '@impact-ledger/application';
import { CommandFailure, EXIT } from '../terminal/failure.js';

/** A reproduction package is a folder: `reproduction.json`, and the pseudonymised file `data` beside it. */
const HEAD = 'reproduction.json';
const DATA = 'data';
const LONGEST_HEAD = 64 * 1024 * 1024;

export interface Package {
  readonly head: ReproductionHead;
  readonly dataPath: string;
}

/**
 * Writes what the API sends (a line of JSON, then the bytes of the file) as a folder that only its owner may read. The
 * folder has its name only when it is whole.
 */
export async function writePackage(folder: string, body: AsyncIterable<Uint8Array>): Promise<ReproductionHead> {
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  try {
    const { head, rest } = await splitHead(body);
    await writeFile(join(partial, HEAD), `${JSON.stringify(head, null, 2)}\n`, { mode: 0o600 });
    const path = join(partial, DATA);
    await pipeline(Readable.from(rest), createWriteStream(path, { mode: 0o600 }));
    if ((await stat(path)).size !== head.data.bytes) {
      throw new CommandFailure('the connection was cut before the end of the file: export it again.');
    }
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
    const [fault] = parsed.error.issues;
    throw new CommandFailure(
      `${file} is no reproduction package: /${fault?.path.join('/') ?? ''} ${fault?.message ?? ''}. Make one with \`impact export --reproduction <run>\`.`,
      EXIT.usage,
    );
  }
  return { head: parsed.data, dataPath: join(folder, DATA) };
}

/** What is wrong with the data of a package; undefined when they are the file that the result names. */
export async function dataFault({ head, dataPath }: Package): Promise<'missing' | { found: string } | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(dataPath), hash);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'missing';
    throw error;
  }
  const found = hash.digest('hex');
  return found === head.data.sha256 ? undefined : { found };
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
