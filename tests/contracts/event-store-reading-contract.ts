import { describe, expect, test } from '@jest/globals';
import type { RecordedEvent } from '@impact-ledger/domain';
import { canonicalJson, StreamNotFound, type EventStore } from '@impact-ledger/ledger';
import fc from 'fast-check';
import { collect, given, givenStream, until } from './given.js';

/** A log of its own for the suite, empty at first. */
export interface LogUnderTest {
  /** A client of that log; every call gives another one. Closed by the suite. */
  connect(): EventStore;
  drop(): Promise<void>;
}

/** The half of the contract that concerns readers: what they are given, in which order, and for how long. */
export function readingContract(opened: () => { log: LogUnderTest; store: EventStore; other: EventStore }): void {
  describe('reading', () => {
    test('a stream forwards, backwards, from a revision and to a limit', async () => {
      const { store } = opened();
      const stream = givenStream();
      await store.append({ stream, expected: 'absent', events: Array.from({ length: 5 }, () => given.event()) });
      const revisions = async (options: Parameters<EventStore['readStream']>[1]) =>
        (await store.readStream(stream, options)).map(({ revision }) => revision);
      expect(await revisions({})).toEqual([0, 1, 2, 3, 4]);
      expect(await revisions({ from: 3 })).toEqual([3, 4]);
      expect(await revisions({ direction: 'backwards' })).toEqual([4, 3, 2, 1, 0]);
      expect(await revisions({ direction: 'backwards', from: 2, limit: 2 })).toEqual([2, 1]);
      expect(await revisions({ limit: 2 })).toEqual([0, 1]);
      expect(await revisions({ from: 9 })).toEqual([]);
      await expect(store.readStream(givenStream())).rejects.toBeInstanceOf(StreamNotFound);
    });

    test('the log after a position, to a limit, of some types', async () => {
      const { store } = opened();
      const after = await store.head();
      const types = ['FirstKind', 'SecondKind', 'FirstKind', 'ThirdKind'];
      const stream = givenStream();
      await store.append({ stream, expected: 'absent', events: types.map((type) => given.event({ type })) });
      const read = async (options: Parameters<EventStore['readAll']>[0]) =>
        (await store.readAll({ after, ...options })).map(({ type }) => type);
      expect(await read({})).toEqual(types);
      expect(await read({ limit: 2 })).toEqual(types.slice(0, 2));
      expect(await read({ types: ['FirstKind', 'ThirdKind'] })).toEqual(['FirstKind', 'FirstKind', 'ThirdKind']);
      expect(await store.readAll({ after: await store.head() })).toEqual([]);
    });

    test('the bytes that are hashed: the canonical JSON of the envelope, for any event', async () => {
      const { store } = opened();
      const anything = fc.jsonValue({ depthSize: 'small', stringUnit: 'binary' }).filter(storable);
      await fc.assert(
        fc.asyncProperty(fc.array(anything, { minLength: 1, maxLength: 20 }), async (values) => {
          const stream = givenStream();
          const after = await store.head();
          await store.append({ stream, expected: 'absent', events: values.map((data) => given.event({ data })) });
          const events = await store.readAll({ after });
          const stored = await store.readBytes({ after });
          expect(stored.map(({ bytes }) => bytes)).toEqual(
            events.map(({ position: _, ...envelope }) => canonicalJson(envelope)),
          );
          expect(events.map(({ data }) => canonicalJson(data))).toEqual(values.map(canonicalJson));
          for (const one of stored) expect(await store.bytesAt(one.position)).toEqual(one);
        }),
        { numRuns: 30 },
      );
    });
  });

  describe('the bytes at a position', () => {
    test('are none where no event stands', async () => {
      const { store } = opened();
      const { position } = await store.append({ stream: givenStream(), expected: 'absent', events: [given.event()] });
      for (const wrong of [0n, position + 1n, position + 1_000_000n]) {
        expect(await store.bytesAt(wrong)).toBeUndefined();
      }
    });
  });

  describe('the order of the log', () => {
    test('is the same for every reader, however many write: no gap, no event twice, time never backwards', async () => {
      const { log, store, other } = opened();
      const writers = [store, other, log.connect(), log.connect()];
      const reader = log.connect();
      const after = await store.head();
      const signal = new AbortController();
      const total = 400;
      const watched = collect(reader, { after, signal: signal.signal, batchSize: 7 }, total);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.record({ writer: fc.nat(3), stream: fc.nat(5), events: fc.integer({ min: 1, max: 4 }) }), {
            minLength: 40,
            maxLength: 40,
          }),
          async (plan) => {
            const streams = Array.from({ length: 6 }, () => givenStream());
            const start = await store.head();
            const receipts = await Promise.all(
              plan.map(({ writer, stream, events }) =>
                writers[writer]!.append({
                  stream: streams[stream]!,
                  expected: 'any',
                  events: Array.from({ length: events }, () => given.event()),
                }),
              ),
            );
            const recorded = await store.readAll({ after: start });
            expect(recorded).toHaveLength(plan.reduce((sum, { events }) => sum + events, 0));
            expectOrder(recorded, start, store.capabilities);
            for (const receipt of receipts) {
              expect(recorded).toContainEqual(expect.objectContaining({ ...receiptEvent(receipt) }));
            }
          },
        ),
        { numRuns: 5 },
      );
      expect(await watched).toEqual(await store.readAll({ after, limit: total }));
      await Promise.all([reader, ...writers.slice(2)].map((client) => client.close()));
      signal.abort();
    });
  });

  describe('subscribe', () => {
    test('catches up from a position, then goes on live', async () => {
      const { store, other } = opened();
      const stream = givenStream();
      const after = await store.head();
      await store.append({ stream, expected: 'absent', events: Array.from({ length: 5 }, () => given.event()) });
      const seen: RecordedEvent[] = [];
      const sizes: number[] = [];
      const abort = new AbortController();
      const reading = (async () => {
        for await (const batch of other.subscribe({ after, batchSize: 2, signal: abort.signal })) {
          sizes.push(batch.length);
          seen.push(...batch);
        }
      })();
      await until(() => seen.length === 5);
      expect(sizes).toEqual([2, 2, 1]);
      await store.append({ stream, expected: 4, events: [given.event()] });
      await until(() => seen.length === 6);
      expect(seen).toEqual(await store.readStream(stream));
      abort.abort();
      await reading;
    });

    test('resumes where a reader left off, and hands over some types only', async () => {
      const { store } = opened();
      const stream = givenStream();
      const after = await store.head();
      const types = Array.from({ length: 30 }, (_, index) => (index % 10 === 0 ? 'RareKind' : 'CommonKind'));
      await store.append({ stream, expected: 'absent', events: types.map((type) => given.event({ type })) });
      const first = await collect(
        store,
        { after, types: ['RareKind'], signal: new AbortController().signal, batchSize: 2 },
        2,
      );
      const rest = await collect(
        store,
        { after: first.at(-1)!.position, types: ['RareKind'], signal: new AbortController().signal },
        1,
      );
      expect([...first, ...rest].map(({ revision }) => revision)).toEqual([0, 10, 20]);
    });

    test('reads no further than its reader asks', async () => {
      const { store } = opened();
      const stream = givenStream();
      const after = await store.head();
      await store.append({ stream, expected: 'absent', events: Array.from({ length: 10 }, () => given.event()) });
      const subscription = store.subscribe({ after, batchSize: 4, signal: new AbortController().signal });
      const iterator = subscription[Symbol.asyncIterator]();
      expect((await iterator.next()).value).toHaveLength(4);
      await store.append({ stream, expected: 9, events: [given.event()] });
      expect((await iterator.next()).value).toHaveLength(4);
      expect((await iterator.next()).value).toHaveLength(3);
      await iterator.return?.();
    });

    test('ends when its signal aborts, waiting or not', async () => {
      const { store } = opened();
      const abort = new AbortController();
      const iterator = store.subscribe({ after: await store.head(), signal: abort.signal })[Symbol.asyncIterator]();
      const waiting = iterator.next();
      abort.abort();
      expect(await waiting).toEqual({ done: true, value: undefined });
      expect((await store.subscribe({ signal: abort.signal })[Symbol.asyncIterator]().next()).done).toBe(true);
    });
  });
}

const storable = (value: unknown): boolean => {
  const json = JSON.stringify(value);
  return !json.includes('\\u0000') && !/\\ud[89a-f]/.test(json);
};

const receiptEvent = ({ stream, revision, position }: { stream: string; revision: number; position: bigint }) => ({
  stream,
  revision,
  position,
});

function expectOrder(events: readonly RecordedEvent[], start: bigint, capabilities: EventStore['capabilities']): void {
  const streams = new Map<string, RecordedEvent>();
  events.forEach((event, index) => {
    if (capabilities.densePosition) expect(event.position).toBe(start + BigInt(index) + 1n);
    const before = events[index - 1];
    if (before) expect(event.position > before.position).toBe(true);
    if (before && capabilities.monotonicRecordedAt) expect(event.recordedAt >= before.recordedAt).toBe(true);
    const last = streams.get(event.stream);
    expect(event.revision).toBe((last?.revision ?? -1) + 1);
    if (last) expect(event.recordedAt >= last.recordedAt).toBe(true);
    streams.set(event.stream, event);
  });
}
