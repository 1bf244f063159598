import { generateKeyPairSync, sign } from 'node:crypto';
import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { checkEvent, type EventProof } from './check-event.js';

const sha256 = (...parts: readonly (Uint8Array | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const leaf = (bytes: string): Buffer => sha256(Uint8Array.of(0), bytes);
const node = (left: Buffer, right: Buffer): Buffer => sha256(Uint8Array.of(1), left, right);

// A log of three events: ((a b) c).
const EVENTS = ['{"a":"é"}', '{"b":2}', '{"c":3}'] as const;
const [a, b, c] = EVENTS.map(leaf) as [Buffer, Buffer, Buffer];
const root = node(node(a, b), c);
const keys = generateKeyPairSync('ed25519');
const NAME = 'impact.example.org/log';
const key = Buffer.concat([Buffer.of(1), keys.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)]);
const id = sha256(`${NAME}\n`, key).subarray(0, 4);
const text = `${NAME}\n3\n${root.toString('base64')}\n`;
const signature = Buffer.concat([id, sign(null, Buffer.from(text), keys.privateKey)]).toString('base64');
const checkpoint = `${text}\n\u2014 ${NAME} ${signature}\n`;
const verifierKey = `${NAME}+${id.toString('hex')}+${key.toString('base64')}`;
const proofs: readonly EventProof[] = [[b, c], [a, c], [node(a, b)]].map((hashes, leafIndex) => ({
  bytes: EVENTS[leafIndex] ?? '',
  leafIndex,
  hashes: hashes.map((hash) => hash.toString('base64')),
  checkpoint,
  verifierKey,
}));
const [first, second, last] = proofs as [EventProof, EventProof, EventProof];

describe('an event checked in the browser', () => {
  test.each(proofs)('at leaf $leafIndex is verified', async (proof) => {
    expect(await checkEvent(proof)).toBe('verified');
  });

  test.each([
    ['bytes', { bytes: EVENTS[0].replace('é', 'e') }],
    ['a white space more', { bytes: `${EVENTS[0]} ` }],
    ['the place', { leafIndex: 1 }],
    ['a place beyond the tree', { leafIndex: 3 }],
    ['a hash of the proof', { hashes: second.hashes }],
    ['too few hashes', { hashes: first.hashes.slice(1) }],
    ['too many hashes', { hashes: [...first.hashes, ...first.hashes] }],
    ['what is no hash', { hashes: ['%', ...first.hashes.slice(1)] }],
    ['the root', { checkpoint: checkpoint.replace(root.toString('base64'), a.toString('base64')) }],
    ['the size', { checkpoint: checkpoint.replace('\n3\n', '\n2\n') }],
  ])('with %s changed leads elsewhere', async (_what, change) => {
    expect(await checkEvent({ ...first, ...change })).toBe('path');
  });

  test('of a tree that the key did not sign is not verified', async () => {
    const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
    const typed = Buffer.concat([Buffer.of(1), other]);
    const foreign = `${NAME}+${sha256(`${NAME}\n`, typed).subarray(0, 4).toString('hex')}+${typed.toString('base64')}`;
    for (const change of [
      { verifierKey: foreign },
      { verifierKey: 'no key' },
      { verifierKey: verifierKey.replace(/\+[0-9a-f]{8}\+/, '+00000000+') },
      { checkpoint: checkpoint.replace(NAME, 'another.example.org') },
      { checkpoint: `${text}\n` },
    ]) {
      expect(await checkEvent({ ...last, ...change })).toBe('signature');
    }
  });
});
