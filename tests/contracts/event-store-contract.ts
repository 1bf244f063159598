import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RecordedEvent } from '@impact-ledger/domain';
import {
  canonicalJson,
  IdempotencyConflict,
  newId,
  StreamNotFound,
  UnstorableEvent,
  WrongRevision,
  type EventStore,
} from '@impact-ledger/ledger';
import fc from 'fast-check';
import { collect, given, givenStream, until } from './given.js';

/** A log of its own for the suite, empty at first. */
export interface LogUnderTest {
  /** A client of that log; every call gives another one. Closed by the suite. */
  connect(): EventStore;
  drop(): Promise<void>;
}

/** What every event store promises, whatever it is built on. Run it on each adapter. */
export function eventStoreContract(adapter: string, openLog: () => Promise<LogUnderTest>): void {
  describe(`${adapter} keeps the contract of an event store`, () => {
    let log: LogUnderTest;
    let store: EventStore;
    let other: EventStore;

    beforeAll(async () => {
      log = await openLog();
      store = log.connect();
      other = log.connect();
    });
    afterAll(async () => {
      await Promise.all([store.close(), other.close()]);
      await log.drop();
    });

    test('an empty log has its head at 0', async () => {
      const empty = await openLog();
      const client = empty.connect();
      expect(await client.head()).toBe(0n);
      expect(await client.readAll()).toEqual([]);
      await client.close();
      await empty.drop();
    });

    describe('append', () => {
      test('gives back what was recorded, under its revision', async () => {
        const stream = givenStream();
        const first = given.event({
          data: { value: '12.50', names: { fr: 'Été 😀', en: 'a "quote" \\ and a\nline' }, none: null },
        });
        const second = given.event({ type: 'SecondThing', version: 3 });
        const receipt = await store.append({ stream, expected: 'absent', events: [first, second] });
        expect(receipt).toEqual({ stream, revision: 1, position: expect.any(BigInt), repeated: false });
        const events = await other.readStream(stream);
        expect(events).toEqual([
          { ...first, stream, revision: 0, position: expect.any(BigInt), recordedAt: expect.stringMatching(INSTANT) },
          { ...second, stream, revision: 1, position: receipt.position, recordedAt: expect.stringMatching(INSTANT) },
        ]);
      });

      test('takes the revision of the last event, "absent" and "any"', async () => {
        const stream = givenStream();
        await store.append({ stream, expected: 'absent', events: [given.event()] });
        await store.append({ stream, expected: 0, events: [given.event(), given.event()] });
        const { revision } = await store.append({ stream, expected: 'any', events: [given.event()] });
        expect(revision).toBe(3);
        const fresh = givenStream();
        expect((await store.append({ stream: fresh, expected: 'any', events: [given.event()] })).revision).toBe(0);
      });

      test.each([
        ['a stream that is further', 0, 1],
        ['a stream that is not so far', 5, 1],
        ['a stream that exists', 'absent', 1],
      ] as const)('refuses %s and says where it is', async (_name, expected, actual) => {
        const stream = givenStream();
        await store.append({ stream, expected: 'absent', events: [given.event(), given.event()] });
        const before = await store.head();
        await expect(store.append({ stream, expected, events: [given.event()] })).rejects.toMatchObject({
          name: 'WrongRevision',
          stream,
          expected,
          actual,
        });
        expect(await store.head()).toBe(before);
      });

      test('refuses a revision of a stream that does not exist', async () => {
        const stream = givenStream();
        const refusal = store.append({ stream, expected: 0, events: [given.event()] });
        await expect(refusal).rejects.toMatchObject({ name: 'WrongRevision', actual: null });
        await expect(refusal).rejects.toBeInstanceOf(WrongRevision);
      });

      test('of several writers who expect the same revision lets one through', async () => {
        const stream = givenStream();
        await store.append({ stream, expected: 'absent', events: [given.event()] });
        const results = await Promise.allSettled(
          Array.from({ length: 12 }, (_, index) =>
            (index % 2 ? store : other).append({ stream, expected: 0, events: [given.event()] }),
          ),
        );
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        for (const result of results) {
          if (result.status === 'rejected') expect(result.reason).toMatchObject({ name: 'WrongRevision', actual: 1 });
        }
        expect(await store.readStream(stream)).toHaveLength(2);
      });

      test('gives each of the appends sent at once its own verdict', async () => {
        const [one, two, three] = [givenStream(), givenStream(), givenStream()];
        await store.append({ stream: two, expected: 'absent', events: [given.event()] });
        const verdicts = await Promise.allSettled([
          store.append({ stream: one, expected: 'absent', events: [given.event()] }),
          store.append({ stream: two, expected: 'absent', events: [given.event()] }),
          store.append({ stream: three, expected: 'any', events: [given.event()] }),
          store.append({ stream: one, expected: 0, events: [given.event()] }),
          store.append({ stream: one, expected: 0, events: [given.event()] }),
        ]);
        expect(verdicts.map(({ status }) => status)).toEqual([
          'fulfilled',
          'rejected',
          'fulfilled',
          'fulfilled',
          'rejected',
        ]);
        expect(verdicts[4]).toMatchObject({ reason: { name: 'WrongRevision', expected: 0, actual: 1 } });
      });

      test.each<[string, Parameters<typeof given.event>[0], string]>([
        ['U+0000', { data: { list: [{ name: 'a\u0000b' }] } }, '/data/list/0/name'],
        ['half of a surrogate pair', { data: { 'a/b': '\ud83d' } }, '/data/a~1b'],
        ['a broken key', { data: { '\udc00': 1 } }, 'a key in /data'],
        ['a number that is none', { data: { value: Number.NaN } }, '/data'],
        ['a function', { data: { value: () => 1 } }, '/data'],
        ['an id that is no UUID', { id: 'event-1' }, 'UUID'],
        ['a type with a quote', { type: 'A"B' }, 'type'],
      ])('refuses %s before anything is sent', async (_name, wrong, where) => {
        const stream = givenStream();
        const refusal = store.append({ stream, expected: 'any', events: [given.event(), given.event(wrong)] });
        await expect(refusal).rejects.toBeInstanceOf(UnstorableEvent);
        await expect(refusal).rejects.toThrow(where);
        await expect(store.readStream(stream)).rejects.toBeInstanceOf(StreamNotFound);
      });

      test('keeps a text that only looks like U+0000', async () => {
        const stream = givenStream();
        const data = { path: 'C:\\u0000', quoted: '\\\\u0000' };
        await store.append({ stream, expected: 'any', events: [given.event({ data })] });
        expect((await store.readStream(stream))[0]?.data).toEqual(data);
      });

      test.each(['', 'product', 'Product-a', 'product-', 'product-a b', 'product-"'])(
        'refuses the stream name "%s"',
        async (stream) => {
          await expect(store.append({ stream, expected: 'any', events: [given.event()] })).rejects.toBeInstanceOf(
            UnstorableEvent,
          );
        },
      );
    });

    describe('the same events again', () => {
      test('are stored once and answered as the first time', async () => {
        const stream = givenStream();
        const events = [given.event(), given.event()];
        const first = await store.append({ stream, expected: 'absent', events });
        await store.append({ stream, expected: 1, events: [given.event()] });
        for (const expected of ['absent', 'any', 7] as const) {
          expect(await other.append({ stream, expected, events })).toEqual({ ...first, repeated: true });
        }
        expect(await store.readStream(stream)).toHaveLength(3);
      });

      test('sent at once are stored once', async () => {
        const stream = givenStream();
        const events = [given.event()];
        const receipts = await Promise.all(
          [store, store, other, store, other].map((client) => client.append({ stream, expected: 'absent', events })),
        );
        expect(receipts.filter(({ repeated }) => !repeated)).toHaveLength(1);
        expect(new Set(receipts.map(({ position }) => position)).size).toBe(1);
      });

      test('may have come by another way', async () => {
        const stream = givenStream();
        const event = given.event();
        await store.append({ stream, expected: 'absent', events: [event] });
        const metadata = { ...event.metadata, correlationId: newId() };
        expect((await store.append({ stream, expected: 'absent', events: [{ ...event, metadata }] })).repeated).toBe(
          true,
        );
      });

      test.each<[string, Partial<Parameters<typeof given.event>[0]>]>([
        ['data', { data: { other: true } }],
        ['type', { type: 'OtherThing' }],
        ['version', { version: 2 }],
        ['metadata', { metadata: { ...given.event().metadata, reason: 'another' } }],
      ])('with other %s are refused', async (_name, change) => {
        const stream = givenStream();
        const event = given.event();
        await store.append({ stream, expected: 'absent', events: [event] });
        const refusal = store.append({ stream, expected: 0, events: [{ ...event, ...change }] });
        await expect(refusal).rejects.toBeInstanceOf(IdempotencyConflict);
        await expect(refusal).rejects.toMatchObject({ eventId: event.id });
        expect(await store.readStream(stream)).toHaveLength(1);
      });

      test('on another stream, or with others beside them, are refused', async () => {
        const stream = givenStream();
        const event = given.event();
        await store.append({ stream, expected: 'absent', events: [event] });
        await expect(store.append({ stream: givenStream(), expected: 'any', events: [event] })).rejects.toBeInstanceOf(
          IdempotencyConflict,
        );
        await expect(store.append({ stream, expected: 'any', events: [event, given.event()] })).rejects.toBeInstanceOf(
          IdempotencyConflict,
        );
      });
    });

    describe('appendMany', () => {
      test('writes all streams, in order', async () => {
        const streams = [givenStream(), givenStream(), givenStream()];
        const receipts = await store.appendMany(
          streams.map((stream) => ({ stream, expected: 'absent', events: [given.event(), given.event()] })),
        );
        expect(receipts.map(({ stream, revision }) => ({ stream, revision }))).toEqual(
          streams.map((stream) => ({ stream, revision: 1 })),
        );
        expect(await store.appendMany([])).toEqual([]);
      });

      test('writes nothing when one is refused, and names that one', async () => {
        const [good, bad] = [givenStream(), givenStream()];
        await store.append({ stream: bad, expected: 'absent', events: [given.event()] });
        const before = await store.head();
        const refusal = store.appendMany([
          { stream: good, expected: 'absent', events: [given.event()] },
          { stream: bad, expected: 'absent', events: [given.event()] },
        ]);
        await expect(refusal).rejects.toMatchObject({ name: 'WrongRevision', stream: bad, actual: 0 });
        await expect(store.readStream(good)).rejects.toBeInstanceOf(StreamNotFound);
        expect(await store.head()).toBe(before);
      });

      test('answers those that stand there already and records the others', async () => {
        const done = { stream: givenStream(), expected: 'absent', events: [given.event()] } as const;
        const fresh = { stream: givenStream(), expected: 'absent', events: [given.event()] } as const;
        await store.append(done);
        expect((await store.appendMany([done, fresh])).map(({ repeated }) => repeated)).toEqual([true, false]);
      });

      test('refuses a stream or an id that stands twice in it', async () => {
        const stream = givenStream();
        const event = given.event();
        await expect(
          store.appendMany([
            { stream, expected: 'any', events: [event] },
            { stream, expected: 'any', events: [given.event()] },
          ]),
        ).rejects.toBeInstanceOf(UnstorableEvent);
        await expect(store.append({ stream, expected: 'any', events: [event, event] })).rejects.toBeInstanceOf(
          UnstorableEvent,
        );
      });
    });

    describe('reading', () => {
      test('a stream forwards, backwards, from a revision and to a limit', async () => {
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
          }),
          { numRuns: 30 },
        );
      });
    });

    describe('the order of the log', () => {
      test('is the same for every reader, however many write: no gap, no event twice, time never backwards', async () => {
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
              expectOrder(recorded, store.capabilities.densePosition ? start : undefined);
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
        const abort = new AbortController();
        const iterator = store.subscribe({ after: await store.head(), signal: abort.signal })[Symbol.asyncIterator]();
        const waiting = iterator.next();
        abort.abort();
        expect(await waiting).toEqual({ done: true, value: undefined });
        expect((await store.subscribe({ signal: abort.signal })[Symbol.asyncIterator]().next()).done).toBe(true);
      });
    });
  });
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const storable = (value: unknown): boolean => {
  const json = JSON.stringify(value);
  return !json.includes('\\u0000') && !/\\ud[89a-f]/.test(json);
};

const receiptEvent = ({ stream, revision, position }: { stream: string; revision: number; position: bigint }) => ({
  stream,
  revision,
  position,
});

function expectOrder(events: readonly RecordedEvent[], denseAfter: bigint | undefined): void {
  events.forEach((event, index) => {
    const before = events[index - 1];
    if (denseAfter !== undefined) expect(event.position).toBe(denseAfter + BigInt(index) + 1n);
    if (!before) return;
    expect(event.position > before.position).toBe(true);
    expect(event.recordedAt >= before.recordedAt).toBe(true);
  });
  const next = new Map<string, number>();
  for (const { stream, revision } of events) {
    expect(revision).toBe(next.get(stream) ?? 0);
    next.set(stream, revision + 1);
  }
}
