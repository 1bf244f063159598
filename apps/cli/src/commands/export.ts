import { createWriteStream, existsSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { parseCheckpoint, splitCheckpoints } from '@impact-ledger/proof';
import type { StudyRunView } from '@impact-ledger/readmodel';
import { writePackage } from '../reproduce/package.js';
import { findApi } from '../connection/find-api.js';
import { CommandFailure, EXIT } from '../terminal/failure.js';
import { printJson, say } from '../terminal/terminal.js';

export interface ExportFlags {
  readonly audit?: boolean;
  readonly study?: string;
  readonly figure?: string;
  readonly reproduction?: string;
  readonly reason?: string;
  readonly checkpoint?: readonly string[];
  readonly out?: string;
  readonly url?: string;
  readonly json?: boolean;
}

/** Writes an audit bundle, or what a result can be computed again from. */
export async function exportCommand(flags: ExportFlags): Promise<void> {
  const { audit = false, reproduction } = flags;
  if (audit === (reproduction !== undefined)) {
    throw new CommandFailure(
      'say what to export: `impact export --audit`, or `impact export --reproduction <run> --reason <text>`',
      EXIT.usage,
    );
  }
  return reproduction === undefined ? exportAudit(flags) : exportReproduction(reproduction, flags);
}

/** The reproduction package of a run, as a folder. Who took the data, and why, is recorded first. */
async function exportReproduction(run: string, flags: ExportFlags): Promise<void> {
  const { reason, out = `reproduction-${run}`, json } = flags;
  if (reason === undefined) {
    throw new CommandFailure(
      'say why with --reason: person-level data leave the vault, and it stays on record',
      EXIT.usage,
    );
  }
  if (existsSync(out)) throw new CommandFailure(`${out} is there already: name another folder with --out`, EXIT.usage);
  const api = findApi(flags.url);
  const { body: known } = await api.get<StudyRunView>(`/v1/runs/${run}`);
  const response = await api.send(`/v1/studies/${known.study}/runs/${run}/reproduction`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/octet-stream, application/json' },
    body: JSON.stringify({ reason }),
  });
  const head = await writePackage(out, cutIsFailure(response.body as AsyncIterable<Uint8Array> | null));
  if (json) printJson({ folder: out, run, resultHash: head.resultHash, bytes: head.data.bytes });
  say(`${out}: compute it again anywhere with \`impact reproduce ${out}\`; it holds persons' data, so remove it after`);
}

async function* cutIsFailure(body: AsyncIterable<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  try {
    yield* body ?? [];
  } catch {
    throw new CommandFailure('the connection was cut before the end of the package: export it again.');
  }
}

/** Writes an audit bundle, as it comes, to a file or to standard output. Changes nothing. */
async function exportAudit(flags: ExportFlags): Promise<void> {
  const { study, figure, checkpoint = [], out, json } = flags;
  if (study !== undefined && figure !== undefined) {
    throw new CommandFailure('a figure names its study by itself: leave --study out', EXIT.usage);
  }
  if (json && out === undefined) throw new CommandFailure('--json tells of the file: name it with --out', EXIT.usage);
  const query = new URLSearchParams();
  if (study !== undefined) query.set('study', study);
  if (figure !== undefined) query.set('run', figure);
  const from = await sizesIn(checkpoint);
  if (from.length > 0) query.set('from', from.join(','));
  const response = await findApi(flags.url).send(`/v1/audit/bundle?${query}`, { headers: { accept: 'text/plain' } });
  const body = whole(response.body as AsyncIterable<Uint8Array> | null);
  if (out === undefined) return toStandardOutput(body);
  const bytes = await toFile(out, body);
  if (json) printJson({ file: out, bytes });
  say(`${bytes} bytes in ${out}: check it with \`impact verify ${out} --key <key of the log>\``);
}

/** Sizes of the checkpoints in these files, the largest hundred. */
async function sizesIn(files: readonly string[]): Promise<number[]> {
  try {
    const notes = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).flatMap(splitCheckpoints);
    const sizes = new Set(notes.map((note) => parseCheckpoint(note).size));
    return [...sizes].sort((a, b) => b - a).slice(0, 100);
  } catch (error) {
    throw new CommandFailure((error as Error).message, EXIT.usage);
  }
}

/** A bundle that was cut off on its way has no sum at its end: it is an error, not a bundle. */
async function* whole(body: AsyncIterable<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  let tail = '';
  try {
    for await (const chunk of body ?? []) {
      tail = (tail + Buffer.from(chunk).toString('latin1')).slice(-100);
      yield chunk;
    }
  } catch {
    tail = '';
  }
  if (!/\n--- end [0-9a-f]{64}\n$/.test(tail)) {
    throw new CommandFailure('the connection was cut before the end of the bundle: export it again.');
  }
}

async function toStandardOutput(body: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of body) {
    if (!process.stdout.write(chunk)) await once(process.stdout, 'drain');
  }
}

/** Under its name only when it is whole. */
async function toFile(out: string, body: AsyncIterable<Uint8Array>): Promise<number> {
  const partial = `${out}.partial`;
  const file = createWriteStream(partial);
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (!file.write(chunk)) await once(file, 'drain');
    }
    file.end();
    await finished(file);
    await rename(partial, out);
    return bytes;
  } catch (error) {
    file.destroy();
    await rm(partial, { force: true });
    throw error;
  }
}
