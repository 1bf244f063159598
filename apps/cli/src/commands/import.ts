import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { ApiClient } from '../connection/api-client.js';
import { findApi } from '../connection/find-api.js';
import { CommandFailure, EXIT } from '../terminal/failure.js';
import { print, printJson, progress, say, warn } from '../terminal/terminal.js';

/** What the API says of an import; `line` counts from 1, the header of a CSV included. */
export interface ImportReport {
  readonly recorded: number;
  readonly repeated: number;
  readonly rejected: number;
  readonly rejects: readonly { readonly line: number; readonly reason: string; readonly pointer?: string | null }[];
}

const FORMATS: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.ndjson': 'application/x-ndjson',
  '.jsonl': 'application/x-ndjson',
};

/** Sends rows as they are read, so a file of any size takes the same memory. */
export async function sendMeasurements(
  api: ApiClient,
  body: AsyncIterable<Uint8Array>,
  options: { readonly type: string; readonly atomic?: boolean; readonly key: string },
): Promise<ImportReport> {
  const response = await api.send(`/v1/measurements/import${options.atomic ? '?atomic=true' : ''}`, {
    method: 'POST',
    headers: { 'content-type': options.type, 'idempotency-key': options.key },
    body: Readable.toWeb(Readable.from(body)) as ReadableStream<Uint8Array>,
    duplex: 'half',
  });
  return (await response.json()) as ImportReport;
}

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
  const key = `import:${await sha256Of(file)}${flags.atomic ? ':atomic' : ''}`;
  const bar = progress('sending', size);
  let report: ImportReport;
  try {
    report = await sendMeasurements(api, counted(file, bar.update), { type, atomic: flags.atomic === true, key });
  } finally {
    bar.end();
  }
  if (flags.json) printJson(report);
  else print(`${report.recorded} recorded, ${report.repeated} there already, ${report.rejected} rejected`);
  if (report.rejected > 0) {
    const rejects = flags.rejects ?? `${file}.rejects${extname(file)}`;
    await writeRejects(file, type, report, rejects);
    warn(`the rejected rows and why: ${rejects}`);
    for (const { line, reason } of report.rejects.slice(0, 5)) say(`  line ${line}: ${reason}`);
    throw new CommandFailure(
      `${report.rejected} of the rows were rejected: correct ${rejects} and import it`,
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

/** The rejected lines as they were, in a file of the same form; the reasons stand beside it, one JSON object a line. */
async function writeRejects(file: string, type: string, { rejects }: ImportReport, target: string): Promise<void> {
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
}
