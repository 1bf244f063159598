import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';

/**
 * A sealed file is AES-256-GCM over chunks, so that any size streams through little memory and no byte is handed out
 * before it was authenticated (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015, as age uses it):
 *
 *   magic (8) | salt (32) | chunk, chunk, ..., last chunk       chunk = ciphertext (up to 65,536) | tag (16)
 *
 * The key of a file is derived from the key of its data set and the salt. The nonce of a chunk is its index and a mark
 * on the last one: a chunk that is moved, left out or added, or a file cut at a chunk, does not open.
 */
const MAGIC = Buffer.from('IMPVLT1\n');
const SALT = 32;
const CHUNK = 65_536;
const TAG = 16;

/** The file does not open: changed, cut, or sealed with another key. */
export class BrokenSeal extends Error {
  override readonly name = 'BrokenSeal';
}

/** Seals `source` into the new file `target`, flushed to disk. Returns hash and size of what was sealed. */
export async function sealFile(
  source: string,
  target: string,
  key: Buffer,
): Promise<{ sha256: string; bytes: number }> {
  await using input = await open(source, 'r');
  await using output = await open(target, 'wx', 0o600);
  const salt = randomBytes(SALT);
  const fileKey = deriveFileKey(key, salt);
  const hash = createHash('sha256');
  let bytes = 0;
  await output.writeFile(Buffer.concat([MAGIC, salt]));
  for await (const { chunk, index, last } of chunks(input, CHUNK, 0)) {
    hash.update(chunk);
    bytes += chunk.length;
    const cipher = createCipheriv('aes-256-gcm', fileKey, nonce(index, last));
    await output.writeFile(Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]));
  }
  await output.sync();
  return { sha256: hash.digest('hex'), bytes };
}

/** Opens the sealed file `source` into the new file `target`. Returns the hash of what came out. Throws BrokenSeal. */
export async function openSealedFile(source: string, target: string, key: Buffer): Promise<string> {
  await using input = await open(source, 'r');
  await using output = await open(target, 'wx', 0o600);
  const header = Buffer.alloc(MAGIC.length + SALT);
  const { bytesRead } = await input.read(header, 0, header.length, 0);
  if (bytesRead < header.length || !header.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new BrokenSeal('it is no sealed file, or was cut at its start');
  }
  const fileKey = deriveFileKey(key, header.subarray(MAGIC.length));
  const hash = createHash('sha256');
  for await (const { chunk, index, last } of chunks(input, CHUNK + TAG, header.length)) {
    const plain = openChunk(chunk, fileKey, nonce(index, last), index);
    hash.update(plain);
    await output.writeFile(plain);
  }
  return hash.digest('hex');
}

/** SHA-256 of a file, in hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  await using input = await open(path, 'r');
  const hash = createHash('sha256');
  for await (const { chunk } of chunks(input, CHUNK, 0)) hash.update(chunk);
  return hash.digest('hex');
}

function openChunk(chunk: Buffer, key: Buffer, iv: Buffer, index: number): Buffer {
  if (chunk.length < TAG) throw new BrokenSeal(`it ends within chunk ${index}`);
  const decipher = createDecipheriv('aes-256-gcm', key, iv);
  decipher.setAuthTag(chunk.subarray(chunk.length - TAG));
  try {
    return Buffer.concat([decipher.update(chunk.subarray(0, chunk.length - TAG)), decipher.final()]);
  } catch (cause) {
    throw new BrokenSeal(`chunk ${index} is not what was written, or what follows it is missing`, { cause });
  }
}

const deriveFileKey = (key: Buffer, salt: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', key, salt, 'impact-ledger sealed file', 32));

function nonce(index: number, last: boolean): Buffer {
  const iv = Buffer.alloc(12);
  iv.writeUIntBE(index, 5, 6);
  iv[11] = last ? 1 : 0;
  return iv;
}

/** The rest of a file in pieces of `size`, at least one; the last may be shorter, and empty when the file is. */
async function* chunks(
  file: FileHandle,
  size: number,
  start: number,
): AsyncGenerator<{ chunk: Buffer; index: number; last: boolean }> {
  let position = start;
  let current = await readFull(file, size, position);
  for (let index = 0; ; index += 1) {
    position += current.length;
    const next = current.length < size ? Buffer.alloc(0) : await readFull(file, size, position);
    const last = next.length === 0;
    yield { chunk: current, index, last };
    if (last) return;
    current = next;
  }
}

async function readFull(file: FileHandle, size: number, position: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await file.read(buffer, filled, size - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
