import { hash } from 'node:crypto';

/**
 * RFC 8785 canonical JSON. Properties that are undefined are left out, as JSON does; everything else that JSON cannot
 * hold throws, where JSON.stringify would write something else in its place.
 *
 * @throws TypeError on undefined, a function, a symbol, a bigint, NaN, an infinity or half of a surrogate pair
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return canonicalString(value);
    case 'number':
      // RFC 8785 takes the number format of ECMAScript over as it is, -0 as 0 included.
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no canonical JSON form`);
      return String(value);
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'null' : canonicalObject(value);
    case 'undefined':
    case 'function':
    case 'symbol':
    case 'bigint':
      throw new TypeError(`${typeof value} has no canonical JSON form`);
  }
}

/** Text without anything to escape, which is most of it: a pattern tells faster than JSON.stringify writes. */
const PLAIN = /^[ !#-[\]-~]*$/;

function canonicalString(value: string): string {
  if (PLAIN.test(value)) return `"${value}"`;
  if (!value.isWellFormed()) throw new TypeError('half of a surrogate pair has no canonical JSON form');
  return JSON.stringify(value);
}

function canonicalObject(value: object): string {
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return canonicalJson((toJSON as () => unknown).call(value));
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = value as Readonly<Record<string, unknown>>;
  let json = '';
  for (const { key, text } of inOrder(Object.keys(members))) {
    const member = members[key];
    if (member === undefined) continue;
    json += `${json === '' ? '{' : ','}${text}${canonicalJson(member)}`;
  }
  return json === '' ? '{}' : `${json}}`;
}

interface Member {
  readonly key: string;
  /** `"key":` */
  readonly text: string;
}

/** Sequences of keys as a tree: what an object's keys lead to is their order in the canonical form. */
class Sequence {
  readonly next = new Map<string, Sequence>();
  order: readonly Member[] | undefined;
}

/** Objects of a few shapes come again and again: their keys are sorted and written once, then only looked up. */
const SHAPES = new Sequence();
const MOST_SEQUENCES = 5_000;
let sequences = 0;

function inOrder(keys: readonly string[]): readonly Member[] {
  let sequence = SHAPES;
  for (const key of keys) {
    let next = sequence.next.get(key);
    if (!next) {
      // Keys that are data, such as names of regions, must not fill the memory.
      if (sequences >= MOST_SEQUENCES) return sorted(keys);
      sequences += 1;
      sequence.next.set(key, (next = new Sequence()));
    }
    sequence = next;
  }
  return (sequence.order ??= sorted(keys));
}

/** By UTF-16 code units: the order of RFC 8785 and of sort alike. */
const sorted = (keys: readonly string[]): readonly Member[] =>
  keys.toSorted().map((key) => ({ key, text: `${canonicalString(key)}:` }));

export const sha256Hex = (data: string | Uint8Array): string => hash('sha256', data, 'hex');

/** SHA-256 of the canonical JSON: the fingerprint of a protocol, a command or a result. */
export const fingerprint = (value: unknown): string => sha256Hex(canonicalJson(value));
