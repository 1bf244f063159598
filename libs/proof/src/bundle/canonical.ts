import { createHash } from 'node:crypto';

/**
 * RFC 8785 canonical JSON of a value that JSON.parse gave. The checker writes it with code of its own: a fault in the
 * writer of the ledger must not hide in the reader.
 * @throws TypeError on half of a surrogate pair
 */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = value as Readonly<Record<string, unknown>>;
    const written = Object.keys(members)
      .sort()
      .map((key) => `${canonicalText(key)}:${canonicalText(members[key])}`);
    return `{${written.join(',')}}`;
  }
  if (typeof value === 'string' && !value.isWellFormed()) throw new TypeError('half of a surrogate pair');
  // Numbers and escapes are those of ECMAScript in both.
  return JSON.stringify(value);
}

/** Whether `text` is the canonical form of `value`, which was parsed from it. */
export function isCanonical(text: string, value: unknown): boolean {
  // Mostly the engine's own writer gives the same text, and a look at the keys is all there is left to do.
  if (JSON.stringify(value) === text && !text.includes('\\ud') && inOrder(value)) return true;
  try {
    return canonicalText(value) === text;
  } catch {
    return false;
  }
}

function inOrder(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (Array.isArray(value)) return value.every(inOrder);
  const members = value as Readonly<Record<string, unknown>>;
  let before: string | undefined;
  for (const key of Object.keys(members)) {
    if (before !== undefined && key < before) return false;
    before = key;
    const member = members[key];
    if (typeof member === 'object' && !inOrder(member)) return false;
  }
  return true;
}

/** SHA-256 of the canonical form, in hexadecimal: how the ledger names protocols and results. What is not there hashes as null. */
export const canonicalHash = (value: unknown): string =>
  createHash('sha256')
    .update(canonicalText(value ?? null))
    .digest('hex');
