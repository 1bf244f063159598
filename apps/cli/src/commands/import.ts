import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import type { ApiClient } from '../connection/api-client.js';
import { findApi } from '../connection/find-api.js';
import { CommandFailure, EXIT } from '../terminal/failure.js';
import { print, printJson, progress, say } from '../terminal/terminal.js';

/** What the API says of an import, row by row and at the end. */
export interface Rejected {
  readonly line: number;
  readonly status: 'rejected';
  readonly reason: string;
  readonly faults: readonly { readonly pointer: string; readonly detail: string }[];
}
export interface ImportReport {
  readonly recorded: number;
  readonly repeated: number;
  readonly rejected: number;
  readonly position: string | null;
  /** Why the rest of the file was not read. */
  readonly stopped: string | null;
}
type Line = Rejected | { readonly status: 'recorded' | 'repeated' | 'withheld' } | { readonly report: ImportReport };

const FORMATS: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.ndjson': 'application/x-ndjson',
  '.jsonl': 'application/x-ndjson',
};

/**
 * Sends rows as they are read and hears the verdicts as they fall, so a file of any size takes the same memory but for
 * its rejects.
 */
export async function sendMeasurements(
  api: ApiClient,
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: { readonly type: string; readonly atomic?: boolean; readonly key: string },
): Promise<{ readonly report: ImportReport; readonly rejects: readonly Rejected[] }> {
  const response = await api.send(`/v1/measurements/import${options.atomic ? '?atomic=true' : ''}`, {
    method: 'POST',
    headers: { 'content-type': options.type, 'idempotency-key': options.key, accept: 'application/x-ndjson' },
    body: Readable.toWeb(Readable.from(body)) as ReadableStream<Uint8Array>,
    duplex: 'half',
  });
  const rejects: Rejected[] = [];
  let report: ImportReport | undefined;
  try {
    for await (const text of createInterface({ input: Readable.fromWeb(response.body as WebStream) })) {
      const line = JSON.parse(text) as Line;
      if ('report' in line) report = line.report;
      else if (line.status === 'rejected') rejects.push(line);
    }
  } catch {
    throw cut();
  }
  if (!report) throw cut();
  return { report, rejects };
}

/** The server went away, between two lines or within one. */
const cut = (): CommandFailure =>
  new CommandFailure(
    'the connection was cut before the end: import the same file again, what was recorded stays recorded once.',
  );

/** Records the measurements of a file. Safe to repeat: a row that stands already is counted and left alone. */
export async function importCommand(
  file: string,
  flags: { readonly atomic?: boolean; readonly rejects?: string; readonly url?: string; readonly json?: boolean },
): Promise<void> {
  const type = FORMATS[extname(file).toLowerCase()];
  if (type === undefined) {
    throw new CommandFailure(`${file}: measurements come as .csv or .ndjson, told by the file's ending`, EXIT.usage);
  }
  const { size } = await stat(file).catch((error: Error) => {
    throw new CommandFailure(`${file} cannot be read: ${error.message}`, EXIT.usage);
  });
  const api = findApi(flags.url);
  const atomic = flags.atomic === true;
  const key = `import:${await sha256Of(file)}${atomic ? ':atomic' : ''}`;
  const bar = progress('sending', size);
  const { report, rejects } = await sendMeasurements(api, counted(file, bar.update), { type, atomic, key }).finally(
    bar.end,
  );
  if (flags.json) printJson({ ...report, rejects });
  else print(`${report.recorded} recorded, ${report.repeated} there already, ${report.rejected} rejected`);
  const written = rejects.length > 0 ? await writeRejects(file, type, rejects, flags.rejects) : undefined;
  for (const { line, reason } of rejects.slice(0, 5)) say(`  line ${line}: ${reason}`);
  if (report.stopped !== null) throw new CommandFailure(`the rest of the file was not read: ${report.stopped}`);
  if (written !== undefined) {
    const none = atomic ? 'nothing was recorded, since ' : '';
    throw new CommandFailure(
      `${none}${report.rejected} rows were rejected: they are in ${written}, the reasons in ${written}.reasons.ndjson`,
      EXIT.rejected,
    );
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function* counted(file: string, onSent: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let sent = 0;
  for await (const chunk of createReadStream(file)) {
    yield chunk as Buffer;
    onSent((sent += (chunk as Buffer).length));
  }
}

/** The rejected lines as they were, in a file of the same form, and why, one JSON object a line, beside it. */
async function writeRejects(
  file: string,
  type: string,
  rejects: readonly Rejected[],
  target = `${file}.rejects${extname(file)}`,
): Promise<string> {
  const rejected = new Map(rejects.map((reject) => [reject.line, reject]));
  const rows = createWriteStream(target, { mode: 0o600 });
  const reasons = createWriteStream(`${target}.reasons.ndjson`, { mode: 0o600 });
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    line += 1;
    const reject = rejected.get(line);
    if (reject || (line === 1 && type === 'text/csv')) rows.write(`${text}\n`);
    if (reject) reasons.write(`${JSON.stringify(reject)}\n`);
  }
  rows.end();
  reasons.end();
  await Promise.all([finished(rows), finished(reasons)]);
  return target;
}
