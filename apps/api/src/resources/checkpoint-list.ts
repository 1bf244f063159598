import { authorise, type Actor } from '@impact-ledger/domain';
import { checkpointHistory, logOrigins, type CheckpointPlace } from '@impact-ledger/ledger';
import { InvalidCursor, type Page } from '@impact-ledger/readmodel';
import { z } from 'zod';
import type { Resources } from '../resources.js';
import { pageOf } from '../schemas/common.js';

const Origin = z
  .string()
  .meta({ description: 'Name of the log.', example: 'impact.example.org/.well-known/impact-ledger' });

export const SignedCheckpointView = z
  .strictObject({
    origin: Origin,
    size: z.int().min(0).meta({ description: 'Events it speaks of.' }),
    root: z.string().nullable().meta({
      description: 'Of their Merkle tree, in base64; null when this is no checkpoint that the key of the log signed.',
    }),
    signedAt: z.iso.datetime(),
    witnesses: z.array(z.strictObject({ name: z.string(), at: z.iso.datetime() })).meta({
      description: 'Who else signed it, and when: their keys are theirs to give.',
    }),
    text: z.string().meta({ description: 'C2SP checkpoint with all signatures: what `impact verify` takes.' }),
  })
  .meta({ id: 'SignedCheckpoint' });
export type SignedCheckpointView = z.infer<typeof SignedCheckpointView>;
export const SignedCheckpointPage = pageOf('SignedCheckpointPage', SignedCheckpointView);

export const LogOriginList = z
  .array(
    z.strictObject({
      origin: Origin,
      verifierKey: z.string().meta({ description: 'Public key under that name, as C2SP signed-note writes it.' }),
      startedAt: z.iso.datetime(),
      abandoned: z.string().nullable().meta({
        description: 'Last checkpoint of the name before, as signed: events that were lost, and somebody said so.',
      }),
    }),
  )
  .meta({ id: 'LogOriginList' });
export type LogOriginList = z.infer<typeof LogOriginList>;

interface Asked {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** Everything about the log that was ever signed, newest first. Throws Forbidden, InvalidCursor. */
export async function listCheckpoints(
  { pool }: Pick<Resources, 'pool'>,
  actor: Actor,
  { cursor, limit = 100 }: Asked,
): Promise<Page<SignedCheckpointView>> {
  authorise(actor, 'ReadAudit');
  const found = await checkpointHistory(pool, { after: placeOf(cursor), limit: limit + 1 });
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ origin, size, root, signedAt, witnesses, text }) => ({
      origin,
      size,
      root,
      signedAt: signedAt.toISOString(),
      witnesses: witnesses.map(({ name, at }) => ({ name, at: at.toISOString() })),
      text,
    })),
    next: last !== undefined && found.length > limit ? `${last.number}.${last.size}` : null,
  };
}

/** Names of the log, the one in use first. Throws Forbidden. */
export async function listOrigins({ pool }: Pick<Resources, 'pool'>, actor: Actor): Promise<LogOriginList> {
  authorise(actor, 'ReadAudit');
  return (await logOrigins(pool)).map(({ origin, verifierKey, startedAt, abandoned }) => ({
    origin,
    verifierKey,
    startedAt: startedAt.toISOString(),
    abandoned,
  }));
}

function placeOf(cursor: string | undefined): CheckpointPlace | undefined {
  if (cursor === undefined) return undefined;
  const parts = /^([1-9]\d{0,8})\.(\d{1,15})$/.exec(cursor);
  if (!parts) throw new InvalidCursor(cursor);
  return { number: Number(parts[1]), size: Number(parts[2]) };
}
