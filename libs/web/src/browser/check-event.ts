/**
 * Checks in the browser that the event on the page stands in the signed log: with the bytes, the proof and the key that
 * the page shows and the browser's own SHA-256 and Ed25519, asking the server nothing. Served as it is, so it imports nothing.
 */

export interface EventProof {
  /** Canonical JSON as it was hashed. */
  readonly bytes: string;
  /** From 0. */
  readonly leafIndex: number;
  /** 32 bytes each in base64, from the leaf upwards: RFC 6962, section 2.1.1. */
  readonly hashes: readonly string[];
  /** C2SP checkpoint as signed. */
  readonly checkpoint: string;
  /** name+id+key, as C2SP signed-note writes it. */
  readonly verifierKey: string;
}

/** `path`: the bytes do not lead to the signed root; `signature`: the key did not sign it; `unsupported`: no Ed25519 here. */
export type Finding = 'verified' | 'path' | 'signature' | 'unsupported';

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
const utf8 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(new TextEncoder().encode(text));
const equal = (left: Uint8Array, right: Uint8Array): boolean =>
  left.length === right.length && left.every((byte, index) => byte === right[index]);

const sha256 = async (...parts: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', whole));
};

/** Root that the proof leads to, RFC 9162, section 2.1.3.2; undefined when it has not the hashes that the place needs. */
async function rootOf(leaf: Uint8Array, leafIndex: number, size: number, hashes: readonly string[]) {
  let hash = leaf;
  let place = leafIndex;
  let last = size - 1;
  for (const sibling of hashes.map(fromBase64)) {
    if (last === 0 || sibling.length !== 32) return undefined;
    if (place % 2 === 1 || place === last) {
      hash = await sha256(Uint8Array.of(1), sibling, hash);
      while (place % 2 === 0 && place !== 0) {
        place /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash = await sha256(Uint8Array.of(1), hash, sibling);
    }
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? hash : undefined;
}

async function isSigned(checkpoint: string, verifierKey: string): Promise<boolean> {
  const end = checkpoint.lastIndexOf('\n\n');
  const [, name, id, typed] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(verifierKey) ?? [];
  if (end === -1 || name === undefined || id === undefined || typed === undefined) return false;
  const key = fromBase64(typed);
  const text = utf8(checkpoint.slice(0, end + 1));
  const hint = (await sha256(utf8(`${name}\n`), key)).subarray(0, 4);
  const named = [...hint].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (key.length !== 33 || key[0] !== 1 || named !== id) return false;
  const imported = await crypto.subtle.importKey('raw', key.slice(1), { name: 'Ed25519' }, false, ['verify']);
  for (const line of checkpoint.slice(end + 2).split('\n')) {
    const [dash, signer, encoded] = line.split(' ');
    if (dash !== '\u2014' || signer !== name || encoded === undefined) continue;
    const signature = fromBase64(encoded);
    if (!equal(signature.subarray(0, 4), hint)) continue;
    if (await crypto.subtle.verify({ name: 'Ed25519' }, imported, signature.slice(4), text)) return true;
  }
  return false;
}

/** Hashes the bytes, walks the proof to the root, compares it with the checkpoint's, and checks who signed that. */
export async function checkEvent(proof: EventProof): Promise<Finding> {
  const [, size = '', root = ''] = proof.checkpoint.split('\n');
  try {
    if (!/^\d{1,15}$/.test(size) || proof.leafIndex >= Number(size)) return 'path';
    const leaf = await sha256(Uint8Array.of(0), utf8(proof.bytes));
    const reached = await rootOf(leaf, proof.leafIndex, Number(size), proof.hashes);
    if (!reached || !equal(reached, fromBase64(root))) return 'path';
  } catch {
    // What is no base64 leads nowhere.
    return 'path';
  }
  try {
    return (await isSigned(proof.checkpoint, proof.verifierKey)) ? 'verified' : 'signature';
  } catch (error) {
    return (error as Error).name === 'NotSupportedError' ? 'unsupported' : 'signature';
  }
}

/** The little of a document that is used here. */
interface PageElement {
  textContent: string | null;
  className: string;
  getAttribute(name: string): string | null;
}
interface PageDocument {
  getElementById(id: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

const page = (globalThis as { readonly document?: PageDocument }).document;
const told = page?.getElementById('proof-finding');
if (page && told) {
  const text = (id: string): string => page.getElementById(id)?.textContent ?? '';
  const tell = (finding: Finding): void => {
    told.textContent = told.getAttribute(`data-${finding}`);
    told.className = `notice ${finding === 'verified' ? 'info' : finding === 'unsupported' ? 'warn' : 'bad'}`;
  };
  if ('crypto' in globalThis && (crypto.subtle as unknown) !== undefined) {
    void checkEvent({
      bytes: text('event-bytes'),
      leafIndex: Number(text('proof-leaf')),
      hashes: [...page.querySelectorAll('#proof-path code')].map(({ textContent }) => textContent ?? ''),
      checkpoint: text('proof-checkpoint'),
      verifierKey: text('proof-key'),
    }).then(tell);
  } else tell('unsupported');
}
