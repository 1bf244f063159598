import { pipeline } from 'node:stream/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { NewEvent } from '@impact-ledger/domain';
import { Frontier, leafHash } from '@impact-ledger/proof';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { appendStatement, groupVerdicts } from '../postgres/append-batch.js';
import { prepareAppend } from '../prepare-append.js';
import { linesOf } from './event-lines.js';
import { insertLogRows } from './log-rows.js';
import { EVENTS } from './manifest.js';
import { mustBe, type OpenBackup } from './open-backup.js';

/** Append-only for everybody but a restore, which its owner must do. */
const GUARDED = ['cosignature', 'checkpoint', 'log_origin', 'leaf_run', 'tile', 'event'] as const;

/** The log as of the snapshot of a backup: what `client` writes stands with its transaction, or not at all. */
export async function restoreLog(
  client: pg.PoolClient,
  backup: OpenBackup,
  onProgress: (done: number, of: number) => void = () => undefined,
): Promise<void> {
  const { folder, manifest, log } = backup;
  for (const table of GUARDED) await client.query(`alter table ledger.${table} disable trigger append_only`);
  await client.query(`truncate ${GUARDED.map((table) => `ledger.${table}`).join(', ')} restart identity`);
  for (const table of GUARDED) await client.query(`alter table ledger.${table} enable trigger append_only`);

  const edge = new Frontier();
  let recordedAt: string | undefined;
  const rows = async function* (): AsyncGenerator<string> {
    let block = '';
    for await (const bytes of linesOf(join(folder, EVENTS))) {
      edge.append(leafHash(bytes));
      const event = JSON.parse(bytes) as {
        id: string;
        revision: number;
        stream: string;
        type: string;
        recordedAt: string;
      };
      recordedAt = event.recordedAt;
      const { id, revision, stream, type } = event;
      block += `${edge.size}\t${id}\t${revision}\t${stream}\t${type}\t${bytes.replaceAll('\\', '\\\\')}\n`;
      if (block.length < BLOCK) continue;
      yield block;
      block = '';
      onProgress(edge.size, manifest.events.count);
    }
    if (block !== '') yield block;
    onProgress(edge.size, manifest.events.count);
  };
  const copy = client.query(copyFrom('copy ledger.event (position, id, revision, stream, type, bytes) from stdin'));
  await pipeline(Readable.from(rows()), copy);
  mustBe(manifest, edge);
  await client.query('update ledger.head set position = $1, recorded_at = $2', [edge.size, recordedAt ?? '-infinity']);
  // The tree is made again from the events by whoever signs next, and compared with what was signed.
  await client.query(
    'update ledger.tree set size = 0, position = 0, rehashed = 0, refusal = null, refused_at = null, suspect_leaf = null',
  );
  await insertLogRows(client, log);
}

const BLOCK = 65_536;

/** Appends one event in the transaction of `client`. */
export async function appendWithin(client: pg.PoolClient, stream: string, event: NewEvent): Promise<void> {
  const group = [prepareAppend({ stream, expected: 'any', events: [event] })];
  const { rows } = await client.query(appendStatement([group]));
  const [verdict] = groupVerdicts([group], rows);
  if (verdict && 'error' in verdict) throw verdict.error;
}
