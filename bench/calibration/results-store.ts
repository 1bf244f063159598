import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Outcome } from '#calibration/replicate';
import type { Chunk } from '#calibration/work';

/** Finished chunks, one a line, so that a run that was cut goes on where it stopped. */
export class ResultsStore {
  readonly #file: string;
  readonly #done = new Map<string, Outcome[][]>();

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#file = join(folder, `${fingerprint().slice(0, 16)}.jsonl`);
    if (!existsSync(this.#file)) return;
    for (const line of readFileSync(this.#file, 'utf8').split('\n')) {
      const entry = parse(line);
      if (entry !== null) this.#done.set(JSON.stringify(entry.chunk), entry.outcomes);
    }
  }

  find(chunk: Chunk): Outcome[][] | undefined {
    return this.#done.get(JSON.stringify(chunk));
  }

  add(chunk: Chunk, outcomes: Outcome[][]): void {
    this.#done.set(JSON.stringify(chunk), outcomes);
    appendFileSync(this.#file, `${JSON.stringify({ chunk, outcomes })}\n`);
  }
}

/** The last line of a run that was killed may be half a line. */
function parse(line: string): { chunk: Chunk; outcomes: Outcome[][] } | null {
  try {
    return JSON.parse(line) as { chunk: Chunk; outcomes: Outcome[][] };
  } catch {
    return null;
  }
}

/** Of the code that makes the numbers: results of other code are never mixed in. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const folder of ['.', '../../libs/stats/dist']) {
    const path = fileURLToPath(new URL(folder, import.meta.url));
    const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();
    for (const file of files) if (/\.(js|ts|mts)$/.test(file)) hash.update(file).update(readFileSync(join(path, file)));
  }
  return hash.digest('hex');
}
