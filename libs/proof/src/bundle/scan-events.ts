import { isUtf8 } from 'node:buffer';
import { HASH_BYTES, leafHash, sha256 } from '../tree-hash.js';
import { isCanonical } from './canonical.js';
import { KEY_WORDS } from './key-table.js';

/** What is found in the lines of a block of events, line by line; an array entry each. */
export interface Scan {
  readonly count: number;
  /** Leaf hashes side by side, 32 bytes each. */
  readonly leaves: Uint8Array;
  /** Ids as four words each; zeroes for a line that cannot be read. */
  readonly ids: Uint32Array;
  /** First 128 bits of the SHA-256 of the names of their streams. */
  readonly streams: Uint32Array;
  /** -1 for a line that cannot be read. */
  readonly revisions: Int32Array;
  /** Milliseconds since 1970. */
  readonly times: Float64Array;
  readonly faults: readonly { readonly index: number; readonly message: string }[];
  /** Lines of events of studies, which are looked into. */
  readonly studies: readonly { readonly index: number; readonly text: string }[];
}

interface Envelope {
  readonly id: string;
  readonly revision: number;
  readonly stream: string;
  readonly type: string;
  readonly recordedAt: string;
}

const KEYS = 'data,id,metadata,recordedAt,revision,stream,type,version';
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const LINE_BREAK = 10;

/** Looks at each line by itself: its hash, its form, its envelope. What lines say together is looked at elsewhere. */
export function scanEvents(block: Uint8Array): Scan {
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  const ends = lineEnds(bytes);
  const scan = {
    count: ends.length,
    leaves: new Uint8Array(ends.length * HASH_BYTES),
    ids: new Uint32Array(ends.length * KEY_WORDS),
    streams: new Uint32Array(ends.length * KEY_WORDS),
    revisions: new Int32Array(ends.length).fill(-1),
    times: new Float64Array(ends.length),
    faults: [] as { index: number; message: string }[],
    studies: [] as { index: number; text: string }[],
  };
  const readable = isUtf8(bytes);
  let start = 0;
  let known: { stream: string; key: Uint32Array } | undefined;
  for (const [index, end] of ends.entries()) {
    const line = bytes.subarray(start, end);
    start = end + 1;
    scan.leaves.set(leafHash(line), index * HASH_BYTES);
    if (!readable && !isUtf8(line)) {
      scan.faults.push({ index, message: 'its bytes are not UTF-8' });
      continue;
    }
    const text = line.toString('utf8');
    const event = envelopeIn(text);
    if (typeof event === 'string') {
      scan.faults.push({ index, message: event });
      continue;
    }
    if (known?.stream !== event.stream) {
      known = { stream: event.stream, key: wordsOf(sha256(event.stream)) };
    }
    scan.streams.set(known.key, index * KEY_WORDS);
    putId(event.id, scan.ids, index * KEY_WORDS);
    scan.revisions[index] = event.revision;
    scan.times[index] = Date.parse(event.recordedAt);
    if (event.type.startsWith('Study')) scan.studies.push({ index, text });
  }
  return scan;
}

const wordsOf = (hash: Uint8Array): Uint32Array =>
  Uint32Array.from({ length: KEY_WORDS }, (_, word) => new DataView(hash.buffer, hash.byteOffset).getUint32(4 * word));

function lineEnds(bytes: Buffer): number[] {
  const ends: number[] = [];
  for (let at = bytes.indexOf(LINE_BREAK); at !== -1; at = bytes.indexOf(LINE_BREAK, at + 1)) ends.push(at);
  return ends;
}

/** The envelope, or what is wrong with it. */
function envelopeIn(text: string): Envelope | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  if (!isCanonical(text, value)) return 'it is not in canonical form (RFC 8785)';
  if (value === null || typeof value !== 'object' || Object.keys(value).join() !== KEYS) {
    return `its members are not ${KEYS.replaceAll(',', ', ')}`;
  }
  const { id, revision, stream, type, version, recordedAt } = value as Record<string, unknown>;
  if (typeof id !== 'string' || !ID.test(id)) return 'its id is not a UUID';
  if (typeof stream !== 'string' || stream === '' || typeof type !== 'string') return 'its stream or type is no text';
  if (!isCount(revision) || !isCount(version)) return 'its revision or version is not a whole number';
  if (typeof recordedAt !== 'string' || !TIME.test(recordedAt) || Number.isNaN(Date.parse(recordedAt))) {
    return 'its recordedAt is not a time in UTC with milliseconds';
  }
  return { id, revision, stream, type, recordedAt };
}

const isCount = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 31;

function putId(id: string, words: Uint32Array, at: number): void {
  const digits = id.replaceAll('-', '');
  for (let word = 0; word < KEY_WORDS; word += 1)
    words[at + word] = Number.parseInt(digits.slice(8 * word, 8 * word + 8), 16);
}

/** The UUID in four words. */
export function idText(words: Uint32Array): string {
  const digits = [...words].map((word) => word.toString(16).padStart(8, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
