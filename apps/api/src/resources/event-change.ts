import {
  account,
  dataset,
  indicator,
  isReleased,
  measurement,
  product,
  readEvent,
  study,
  type Actor,
  type DomainEvent,
  type RecordedEvent,
} from '@impact-ledger/domain';
import type { EventStore } from '@impact-ledger/ledger';

/** One thing that an event changed in the state of its stream, as JSON text; null where there was, or is, nothing. */
export interface FieldChange {
  /** JSON pointer into the state. */
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

interface Fold {
  readonly initial: unknown;
  readonly evolve: (state: never, event: never, by: Actor) => unknown;
}

const FOLDS: Readonly<Record<string, Fold>> = { product, indicator, measurement, dataset, study, account };

/** Every value of a state by its path. */
function leavesOf(value: unknown, path = '', leaves = new Map<string, string>()): Map<string, string> {
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
    for (const [name, inner] of Object.entries(value)) {
      leavesOf(inner, `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, leaves);
    }
  } else if (value !== undefined) leaves.set(path, JSON.stringify(value));
  return leaves;
}

/** The values that differ between two states, in the order of their paths. */
export function changesBetween(before: unknown, after: unknown): FieldChange[] {
  const [was, is] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .sort()
    .map((path) => ({ path, before: was.get(path) ?? null, after: is.get(path) ?? null }))
    .filter((change) => change.before !== change.after);
}

/**
 * What an event changed: the state its stream folds to before and after it, value by value. Undefined for streams
 * without such a state, and for events that a newer release wrote.
 */
export async function changeOf(
  store: EventStore,
  event: Pick<RecordedEvent, 'stream' | 'revision'>,
): Promise<readonly FieldChange[] | undefined> {
  const fold = FOLDS[event.stream.slice(0, event.stream.indexOf('-'))];
  const history = await store.readStream(event.stream, { limit: event.revision + 1 });
  if (!fold || history.length !== event.revision + 1 || !history.every(({ type }) => isReleased(type)))
    return undefined;
  const evolve = fold.evolve as (state: unknown, event: DomainEvent, by: Actor) => unknown;
  let [before, after] = [fold.initial, fold.initial];
  for (const each of history) {
    before = after;
    after = evolve(before, readEvent(each), each.metadata.actor);
  }
  return changesBetween(before, after);
}
