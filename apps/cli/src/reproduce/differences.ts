/** A place in the document of a result where another value stands than was recorded. */
export interface Difference {
  /** JSON pointer. */
  readonly pointer: string;
  /** JSON; undefined where nothing stands. */
  readonly recorded: string | undefined;
  readonly recomputed: string | undefined;
}

const MOST = 5;
const LONGEST = 200;

/** The first five places in which two JSON documents differ, in the order of the first. */
export function differencesOf(recorded: unknown, recomputed: unknown): Difference[] {
  const found: Difference[] = [];
  collect(recorded, recomputed, '', found);
  return found;
}

function collect(recorded: unknown, recomputed: unknown, pointer: string, found: Difference[]): void {
  if (found.length >= MOST) return;
  if (isTree(recorded) && isTree(recomputed) && Array.isArray(recorded) === Array.isArray(recomputed)) {
    for (const key of new Set([...Object.keys(recorded), ...Object.keys(recomputed)])) {
      const step = key.replaceAll('~', '~0').replaceAll('/', '~1');
      collect(recorded[key], recomputed[key], `${pointer}/${step}`, found);
    }
  } else if (!Object.is(recorded, recomputed)) {
    found.push({ pointer, recorded: written(recorded), recomputed: written(recomputed) });
  }
}

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const written = (value: unknown): string | undefined => JSON.stringify(value)?.slice(0, LONGEST);
