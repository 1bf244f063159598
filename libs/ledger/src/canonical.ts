import { createHash } from 'node:crypto';

/**
 * RFC 8785 canonical JSON. Properties that are undefined are left out, as JSON does; everything else that JSON cannot
 * hold throws, where JSON.stringify would write something else in its place.
 *
 * @throws TypeError on undefined, a function, a symbol, a bigint, NaN, an infinity or half of a surrogate pair
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new TypeError('half of a surrogate pair has no canonical JSON form');
      return JSON.stringify(value);
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

function canonicalObject(value: object): string {
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return canonicalJson((toJSON as () => unknown).call(value));
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = value as Readonly<Record<string, unknown>>;
  let json = '';
  // The default order of sort, by UTF-16 code units, is the one of RFC 8785.
  for (const key of Object.keys(members).sort()) {
    const member = members[key];
    if (member === undefined) continue;
    json += `${json === '' ? '' : ','}${canonicalJson(key)}:${canonicalJson(member)}`;
  }
  return `{${json}}`;
}

export const sha256Hex = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** SHA-256 of the canonical JSON: the fingerprint of a protocol, a command or a result. */
export const fingerprint = (value: unknown): string => sha256Hex(canonicalJson(value));
