import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Readings } from '#bonne-boite/reading';

export interface Job {
  readonly source: string;
  readonly seed: number;
  readonly persons: number;
}

const ROOMS = ['bench/bonne-boite', 'apps/cli/worlds/bonne-boite', 'libs/cohort/src', 'libs/domain/src/study'];
const STATISTICS = ['libs/study/src', 'libs/stats/src'];

/** Finished seeds, one a line, so that a run that was cut goes on where it stopped. */
export class Store {
  readonly #file: string;
  readonly #done = new Map<string, Readings>();

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#file = join(folder, `${fingerprint().slice(0, 16)}.jsonl`);
    if (!existsSync(this.#file)) return;
    for (const line of readFileSync(this.#file, 'utf8').split('\n')) {
      const entry = parse(line);
      if (entry !== null) this.#done.set(keyOf(entry.job), entry.readings);
    }
  }

  find(job: Job): Readings | undefined {
    return this.#done.get(keyOf(job));
  }

  add(job: Job, readings: Readings): void {
    this.#done.set(keyOf(job), readings);
    appendFileSync(this.#file, `${JSON.stringify({ job, readings })}\n`);
  }
}

const keyOf = ({ source, seed, persons }: Job): string => `${source} ${seed} ${persons}`;

/** The last line of a run that was killed may be half a line. */
function parse(line: string): { job: Job; readings: Readings } | null {
  try {
    return JSON.parse(line) as { job: Job; readings: Readings };
  } catch {
    return null;
  }
}

/** Of the code that makes the numbers: results of other code are never mixed in. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const room of [...ROOMS, ...STATISTICS]) {
    const path = fileURLToPath(new URL(`../../${room}/`, import.meta.url));
    const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();
    for (const file of files.filter((name) => /(?<!spec)\.m?ts$/.test(name))) {
      hash.update(file).update(readFileSync(join(path, file)));
    }
  }
  return hash.digest('hex');
}
