import { authorise, type Actor } from '@impact-ledger/domain';
import {
  leafAtPosition,
  logStatus,
  positionOfLeaf,
  proveConsistency,
  proveInclusion,
  publishedCheckpoint,
  tilesIn,
} from '@impact-ledger/ledger';
import { leafHash, parseVerifier, publicKeyPem, toBase64, treeRoot } from '@impact-ledger/proof';
import { z } from 'zod';
import { existing } from '../http/answers.js';
import { RequestFailure } from '../problems/request-failure.js';
import type { Resources } from '../resources.js';
import { Position } from '../schemas/common.js';

const Hash = z
  .string()
  .meta({ description: '32 bytes in base64.', example: 'TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=' });
const Size = z.int().min(0).meta({ description: 'Leaves, one for each event.' });
const Origin = z
  .string()
  .meta({ description: 'Name of the log.', example: 'impact.example.org/.well-known/impact-ledger' });

export const LogKey = z
  .strictObject({
    origin: Origin,
    algorithm: z.literal('Ed25519'),
    verifierKey: z.string().meta({
      description: 'name+id+key, as C2SP signed-note writes it. Keep a copy: it is what makes you independent of us.',
      example: 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
    }),
    pem: z.string().meta({ description: 'The same public key as SubjectPublicKeyInfo.' }),
  })
  .meta({ id: 'LogKey' });

export const LogState = z
  .strictObject({
    origin: Origin.nullable(),
    size: Size,
    signedSize: Size,
    signedAt: z.iso.datetime().nullable(),
    position: Position.meta({ description: 'Of the last event in the tree.' }),
    refusal: z.string().nullable().meta({ description: 'Why nothing is signed any more; null when all is well.' }),
    refusedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'LogState' });

export const EntryProof = z
  .strictObject({
    leafIndex: z.int().min(0).meta({ description: 'Place in the log, from 0, without gaps.' }),
    position: Position,
    bytes: z.string().meta({ description: 'What is hashed: RFC 8785 canonical JSON of the event.' }),
    leafHash: Hash.meta({ description: 'SHA-256 of 0x00 and the bytes, in base64.' }),
    size: Size.meta({ description: 'Leaves of the tree that the proof leads to.' }),
    root: Hash,
    proof: z.array(Hash).meta({ description: 'From the leaf upwards: RFC 6962, section 2.1.1.' }),
    checkpoint: z
      .string()
      .nullable()
      .meta({ description: 'The signed checkpoint of this size, if it is the last one.' }),
  })
  .meta({ id: 'EntryProof' });

export const ConsistencyProof = z
  .strictObject({
    from: Size,
    to: Size,
    fromRoot: Hash,
    toRoot: Hash,
    proof: z.array(Hash).meta({ description: 'RFC 6962, section 2.1.2.' }),
  })
  .meta({ id: 'ConsistencyProof' });

/** Signed a moment after the first event. */
const notYet = (detail: string): RequestFailure => new RequestFailure('not_yet', detail);

export async function readCheckpoint({ pool }: Resources) {
  const found = await publishedCheckpoint(pool);
  if (!found) {
    throw notYet(
      'The log has not been signed yet: its worker does so within seconds of the first event. Ask again then.',
    );
  }
  return found;
}

export async function readLogKey(resources: Resources): Promise<z.infer<typeof LogKey>> {
  const { origin, verifierKey } = await readCheckpoint(resources);
  return { origin, algorithm: 'Ed25519', verifierKey, pem: publicKeyPem(parseVerifier(verifierKey)) };
}

/** Throws Forbidden. */
export async function readLogState({ pool }: Resources, actor: Actor): Promise<z.infer<typeof LogState>> {
  authorise(actor, 'ReadAudit');
  const { position, signedAt, refusedAt, ...status } = await logStatus(pool);
  return {
    ...status,
    position: position.toString(),
    signedAt: signedAt?.toISOString() ?? null,
    refusedAt: refusedAt?.toISOString() ?? null,
  };
}

/** Which event: by its leaf, or by its position. */
export type Entry = { readonly leafIndex: number } | { readonly position: bigint };

/** One event as it was hashed, and the proof that it stands in the log. Throws Forbidden, RequestFailure. */
export async function readEntryProof(
  resources: Resources,
  actor: Actor,
  entry: Entry,
  wanted?: number,
): Promise<z.infer<typeof EntryProof>> {
  authorise(actor, 'ReadAudit');
  const { pool, store } = resources;
  const what = 'leafIndex' in entry ? `entry ${entry.leafIndex} in the log` : `event at position ${entry.position}`;
  const position = 'position' in entry ? entry.position : await positionOfLeaf(pool, entry.leafIndex);
  const at = existing(position === 0n ? undefined : position, what);
  const [stored] = await store.readBytes({ after: at - 1n, limit: 1 });
  const event = existing(stored?.position === at ? stored : undefined, what);
  const leafIndex = 'leafIndex' in entry ? entry.leafIndex : await leafAtPosition(pool, at);

  const published = await readCheckpoint(resources);
  const size = wanted ?? published.size;
  if (size > published.size) throw beyond('size', size, published.size);
  if (leafIndex === undefined || leafIndex >= published.size) {
    throw notYet('This event has been recorded but not signed yet: that takes a second or two. Ask again then.');
  }
  if (leafIndex >= size) {
    throw new RequestFailure(
      'invalid_input',
      `A tree of ${size} leaves does not have leaf ${leafIndex}: ask for a larger one.`,
    );
  }
  const [root, proof] = await Promise.all([treeRoot(size, tilesIn(pool)), proveInclusion(pool, leafIndex, size)]);
  return {
    leafIndex,
    position: at.toString(),
    bytes: event.bytes,
    leafHash: toBase64(leafHash(event.bytes)),
    size,
    root: toBase64(root),
    proof: proof.map(toBase64),
    checkpoint: size === published.size ? published.text : null,
  };
}

/** That the log of `to` leaves extends that of `from`; `to` is the last checkpoint's unless given. Throws RequestFailure. */
export async function readConsistency(
  resources: Resources,
  from: number,
  wanted?: number,
): Promise<z.infer<typeof ConsistencyProof>> {
  const { pool } = resources;
  const { size } = await readCheckpoint(resources);
  const to = wanted ?? size;
  if (to > size) throw beyond('to', to, size);
  if (from > to)
    throw new RequestFailure('invalid_input', `A log of ${to} events cannot extend one of ${from}: swap the two.`);
  const [fromRoot, toRoot, proof] = await Promise.all([
    treeRoot(from, tilesIn(pool)),
    treeRoot(to, tilesIn(pool)),
    proveConsistency(pool, from, to),
  ]);
  return { from, to, fromRoot: toBase64(fromRoot), toRoot: toBase64(toRoot), proof: proof.map(toBase64) };
}

const beyond = (name: string, size: number, signed: number): RequestFailure =>
  new RequestFailure('invalid_input', `The log has ${signed} signed events, not ${size}: ask for fewer.`, [
    { pointer: `/query/${name}`, detail: `must be at most ${signed}` },
  ]);
