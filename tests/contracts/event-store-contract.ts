import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  commandId,
  eventId,
  IdempotencyConflict,
  newId,
  StreamNotFound,
  UnstorableEvent,
  UnsupportedByStore,
  WrongRevision,
  type Capabilities,
  type EventStore,
} from '@impact-ledger/ledger';
import { readingContract, type LogUnderTest } from './event-store-reading-contract.js';
import { given, givenStream } from './given.js';

export type { LogUnderTest } from './event-store-reading-contract.js';

/** What every event store promises, whatever it is built on. Run it on each adapter. */
export function eventStoreContract(
  adapter: string,
  capabilities: Capabilities,
  openLog: () => Promise<LogUnderTest>,
): void {
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

    test('says what it can do', () => {
      expect(store.capabilities).toEqual(capabilities);
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

      test('with others beside them are refused', async () => {
        const stream = givenStream();
        const event = given.event();
        await store.append({ stream, expected: 'absent', events: [event] });
        for (const events of [
          [event, given.event()],
          [given.event(), event],
        ]) {
          await expect(store.append({ stream, expected: 'any', events })).rejects.toBeInstanceOf(IdempotencyConflict);
        }
        expect(await store.readStream(stream)).toHaveLength(1);
      });

      const ids = { 'made from a name': () => eventId(commandId('tester', newId()), 0), 'drawn at random': newId };
      test.each(capabilities.globalIdUniqueness ? Object.entries(ids) : Object.entries(ids).slice(0, 1))(
        'on another stream are refused: an id %s',
        async (_name, draw) => {
          const event = given.event({ id: draw() });
          const [stream, another] = [givenStream(), givenStream()];
          await store.append({ stream, expected: 'absent', events: [event] });
          for (const client of [store, other]) {
            const refusal = client.append({ stream: another, expected: 'any', events: [event] });
            await expect(refusal).rejects.toBeInstanceOf(IdempotencyConflict);
          }
          await expect(store.readStream(another)).rejects.toBeInstanceOf(StreamNotFound);
          expect((await other.append({ stream, expected: 'any', events: [event] })).repeated).toBe(true);
        },
      );
    });

    describe('appendMany', () => {
      if (capabilities.multiStream) wholeAppends(() => ({ store }));
      else {
        test('of several streams is refused, and nothing is recorded', async () => {
          const streams = [givenStream(), givenStream()];
          const refusal = store.appendMany(
            streams.map((stream) => ({ stream, expected: 'absent', events: [given.event()] })),
          );
          await expect(refusal).rejects.toBeInstanceOf(UnsupportedByStore);
          for (const stream of streams) await expect(store.readStream(stream)).rejects.toBeInstanceOf(StreamNotFound);
        });
      }

      test('of one stream, or of none', async () => {
        const stream = givenStream();
        const receipts = await store.appendMany([
          { stream, expected: 'absent', events: [given.event(), given.event()] },
        ]);
        expect(receipts).toEqual([{ stream, revision: 1, position: expect.any(BigInt), repeated: false }]);
        expect(await store.appendMany([])).toEqual([]);
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

    readingContract(() => ({ log, store, other }));
  });
}

/** What a store with `multiStream` promises besides. */
function wholeAppends(opened: () => { store: EventStore }): void {
  test('writes all streams, in order', async () => {
    const { store } = opened();
    const streams = [givenStream(), givenStream(), givenStream()];
    const receipts = await store.appendMany(
      streams.map((stream) => ({ stream, expected: 'absent', events: [given.event(), given.event()] })),
    );
    expect(receipts.map(({ stream, revision }) => ({ stream, revision }))).toEqual(
      streams.map((stream) => ({ stream, revision: 1 })),
    );
  });

  test('writes nothing when one is refused, and names that one', async () => {
    const { store } = opened();
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
    const { store } = opened();
    const done = { stream: givenStream(), expected: 'absent', events: [given.event()] } as const;
    const fresh = { stream: givenStream(), expected: 'absent', events: [given.event()] } as const;
    await store.append(done);
    expect((await store.appendMany([done, fresh])).map(({ repeated }) => repeated)).toEqual([true, false]);
  });
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
