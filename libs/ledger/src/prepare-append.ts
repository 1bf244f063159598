import type { NewEvent } from '@impact-ledger/domain';
import { canonicalJson } from './canonical.js';
import type { Append } from './event-store.js';
import { UnstorableEvent } from './ledger-errors.js';

/** An append checked and put into the form the database takes: nothing in it can fail there but its verdict. */
export interface PreparedAppend {
  readonly append: Append;
  readonly events: readonly PreparedEvent[];
  /** UTF-16 units, about bytes. */
  readonly weight: number;
}

export interface PreparedEvent {
  readonly event: NewEvent;
  /** The bytes to store up to the time: `{"data":…,"id":"…","metadata":…,"recordedAt":"`; the database writes the rest. */
  readonly opening: string;
}

const STREAM = /^[a-z]+-[A-Za-z0-9._:~-]{1,200}$/;
const TYPE = /^[A-Za-z][A-Za-z0-9]{0,99}$/;
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** @throws UnstorableEvent for what no store can keep */
export function prepareAppend(append: Append): PreparedAppend {
  const { stream, expected, events } = append;
  if (!STREAM.test(stream)) {
    throw new UnstorableEvent(
      `"${stream}" is no name of a stream: write <category>-<id>, the category in lower-case letters.`,
    );
  }
  if (typeof expected === 'number' && !(Number.isInteger(expected) && expected >= 0)) {
    throw new UnstorableEvent(
      `The expected revision of ${stream} is ${expected}: give a whole number from 0, "absent" or "any".`,
    );
  }
  if (events.length === 0) throw new UnstorableEvent(`No event to append to ${stream}.`);
  const prepared = events.map((event) => prepareEvent(stream, event));
  return {
    append,
    events: prepared,
    weight: prepared.reduce((sum, { opening }) => sum + opening.length + REST, 0),
  };
}

/** @throws UnstorableEvent when an append or an event id stands twice among those of one transaction */
export function refuseDoubles(appends: readonly Append[]): void {
  const streams = new Set(appends.map(({ stream }) => stream));
  if (streams.size < appends.length) {
    throw new UnstorableEvent(
      'A stream stands twice among the appends of one transaction: put its events into one append.',
    );
  }
  const ids = appends.flatMap(({ events }) => events.map(({ id }) => id));
  if (new Set(ids).size < ids.length) throw new UnstorableEvent('Two events to append have the same id.');
}

/** About what the database writes behind the opening. */
const REST = 150;

function prepareEvent(stream: string, event: NewEvent): PreparedEvent {
  const { id, type, version } = event;
  if (!ID.test(id)) refuse(stream, event, `its id "${id}" is not a UUID in lower case.`);
  if (!TYPE.test(type)) refuse(stream, event, 'its type must be letters and digits, such as "IndicatorDefined".');
  if (!(Number.isInteger(version) && version >= 1 && version < 2 ** 31)) {
    refuse(stream, event, `its version ${version} is not a whole number from 1.`);
  }
  const opening = `{"data":${canonicalPart(stream, event, 'data')},"id":"${id}","metadata":${canonicalPart(stream, event, 'metadata')},"recordedAt":"`;
  // Cheap on every event; the walk that tells an escaped backslash from U+0000 only when the text looks like it.
  if (opening.includes('\\u0000')) {
    refuseBrokenText(stream, event, event.data, '/data');
    refuseBrokenText(stream, event, event.metadata, '/metadata');
  }
  return { event, opening };
}

function canonicalPart(stream: string, event: NewEvent, part: 'data' | 'metadata'): string {
  try {
    return canonicalJson(event[part]);
  } catch (error) {
    refuseBrokenText(stream, event, event[part], `/${part}`);
    return refuse(stream, event, `/${part} has no canonical JSON form (${(error as Error).message})`);
  }
}

function refuseBrokenText(stream: string, event: NewEvent, value: unknown, pointer: string): void {
  const check = (text: string, where: string): void => {
    if (!text.isWellFormed()) {
      refuse(stream, event, `${where} holds half of a surrogate pair: remove the broken character.`);
    }
    if (text.includes('\u0000')) refuse(stream, event, `${where} holds U+0000: remove it.`);
  };
  if (typeof value === 'string') check(value, pointer);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    check(key, `a key in ${pointer}`);
    refuseBrokenText(stream, event, item, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}

function refuse(stream: string, { type }: NewEvent, reason: string): never {
  throw new UnstorableEvent(`${type} for ${stream} cannot be recorded: ${reason}`);
}
