import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RecordedEvent } from '@impact-ledger/domain';
import {
  createKurrentEventStore,
  newId,
  NoSuchPosition,
  StoreUnavailable,
  type EventStore,
} from '@impact-ledger/ledger';
import { collect, given, givenStream, retry, until } from './given.js';
import { ScriptedPeer } from './kurrent/scripted-peer.js';

/** What the client of KurrentDB gets wrong, or leaves to us, when its server fails: one script each. */
describe('the event store in KurrentDB, when its server', () => {
  let peer: ScriptedPeer;
  let store: EventStore;
  beforeEach(async () => {
    peer = await new ScriptedPeer().start();
    store = createKurrentEventStore({ url: peer.url, appendTimeout: 400 });
  });
  afterEach(async () => {
    peer.script = {};
    await store.close();
    peer.stop();
  });

  const appendOne = (stream: string, expected: 'absent' | 'any' | number = 'absent', event = given.event()) =>
    store.append({ stream, expected, events: [event] });

  test('is gone: an append is StoreUnavailable, and goes through when it is back', async () => {
    peer.stop();
    const event = given.event();
    const stream = givenStream();
    await expect(appendOne(stream, 'absent', event)).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(store.head()).rejects.toBeInstanceOf(StoreUnavailable);
    await peer.start();
    expect(await retry(() => appendOne(stream, 'absent', event))).toMatchObject({ revision: 0, repeated: false });
    expect(peer.log).toHaveLength(1);
  });

  test('dies between two appends: the second is StoreUnavailable, not a raw fault of gRPC', async () => {
    const stream = givenStream();
    await appendOne(stream);
    peer.stop();
    await expect(appendOne(stream, 0)).rejects.toBeInstanceOf(StoreUnavailable);
    await peer.start();
    expect((await retry(() => appendOne(stream, 0))).revision).toBe(1);
  });

  test('says another revision: WrongRevision, with the one it has', async () => {
    const stream = givenStream();
    await appendOne(stream);
    await store.readStream(stream);
    // Somebody else was faster, and this process still believes what it read.
    const other = createKurrentEventStore({ url: peer.url });
    await other.append({ stream, expected: 0, events: [given.event(), given.event()] });
    await other.close();
    await expect(appendOne(stream, 0)).rejects.toMatchObject({ name: 'WrongRevision', stream, expected: 0, actual: 2 });
    await expect(appendOne(stream)).rejects.toMatchObject({ name: 'WrongRevision', expected: 'absent', actual: 2 });
    await expect(appendOne(givenStream(), 4)).rejects.toMatchObject({ name: 'WrongRevision', actual: null });
    expect(peer.log).toHaveLength(3);
    expect((await appendOne(stream, 'any')).revision).toBe(3);
  });

  test('never answers an append: StoreUnavailable in our own time, and the next one goes through', async () => {
    peer.script = { append: () => 'hang' };
    const begun = performance.now();
    await expect(appendOne(givenStream())).rejects.toBeInstanceOf(StoreUnavailable);
    expect(performance.now() - begun).toBeLessThan(5_000);
    peer.script = {};
    expect((await appendOne(givenStream())).revision).toBe(0);
    expect(peer.log).toHaveLength(1);
  });

  test('records an append and dies before it says so: the same again is answered as recorded', async () => {
    const stream = givenStream();
    const event = given.event();
    let faults = 1;
    peer.script = { append: () => (faults-- > 0 ? 'record and break off' : undefined) };
    await expect(appendOne(stream, 'absent', event)).rejects.toBeInstanceOf(StoreUnavailable);
    for (const expected of ['absent', 'any', 5] as const) {
      expect(await appendOne(stream, expected, event)).toEqual({
        stream,
        revision: 0,
        position: BigInt(peer.log[0]?.position ?? 0),
        repeated: true,
      });
    }
    await expect(appendOne(stream, 'any', { ...event, data: { value: 'other' } })).rejects.toMatchObject({
      name: 'IdempotencyConflict',
      eventId: event.id,
    });
    expect(peer.log).toHaveLength(1);
  });

  test('would take an id for the whole event: every attempt has an id of its own', async () => {
    const event = given.event();
    const streams = [givenStream(), givenStream()];
    for (const stream of streams) await appendOne(stream, 'absent', event);
    expect(new Set(peer.log.map(({ id }) => id)).size).toBe(2);
    expect(peer.log.map(({ body }) => (JSON.parse(body.toString()) as RecordedEvent).id)).toEqual([event.id, event.id]);
  });

  test('no longer leads: the append is StoreUnavailable, and the next goes to the leader', async () => {
    const leader = await new ScriptedPeer().start();
    peer.leader = leader;
    peer.script = { append: () => 'not leader' };
    const stream = givenStream();
    await expect(appendOne(stream)).rejects.toBeInstanceOf(StoreUnavailable);
    expect((await appendOne(stream)).revision).toBe(0);
    expect([peer.log.length, leader.log.length]).toEqual([0, 1]);
    leader.stop();
  });

  test('cuts subscriptions and breaks off pages: every event once, in order', async () => {
    const streams = [givenStream(), givenStream()];
    const seen: RecordedEvent[] = [];
    const abort = new AbortController();
    const reading = (async () => {
      for await (const batch of store.subscribe({ signal: abort.signal, batchSize: 7 })) seen.push(...batch);
    })();
    let pages = 0;
    let cut = 0;
    // Every other page ends after three events with an error.
    peer.script = { breakOffAfter: () => (++pages % 2 === 0 ? 3 : undefined) };
    for (let revision = 0; revision < 30; revision += 1) {
      for (const stream of streams) await appendOne(stream, revision === 0 ? 'absent' : revision - 1);
      if (revision % 5 === 4) {
        await until(() => seen.length >= revision);
        cut += peer.cutSubscriptions();
      }
    }
    await until(() => seen.length >= 60, 30_000);
    abort.abort();
    await reading;
    expect(cut).toBeGreaterThan(0);
    expect(pages).toBeGreaterThan(10);
    expect(seen.map(({ position }) => position)).toEqual(peer.log.map(({ position }) => BigInt(position)));
  });

  test('goes away and comes back: a subscription goes on after the last event it handed over', async () => {
    const stream = givenStream();
    const seen: number[] = [];
    const abort = new AbortController();
    const reading = (async () => {
      for await (const batch of store.subscribe({ signal: abort.signal }))
        seen.push(...batch.map(({ revision }) => revision));
    })();
    await appendOne(stream);
    await until(() => seen.length === 1);
    peer.stop();
    await peer.start();
    await retry(() => appendOne(stream, 0));
    await until(() => seen.length === 2, 20_000);
    abort.abort();
    await reading;
    expect(seen).toEqual([0, 1]);
  });

  test('hands over events of its own, and of others: they are left out, and stop nobody', async () => {
    const others = (count: number) => {
      for (let index = 0; index < count; index += 1) {
        peer.record({ id: newId(), stream: '$stats-node', type: '$statsCollected', body: Buffer.from('{}') });
        peer.record({ id: newId(), stream: 'orders-7', type: 'ThingHappened', body: Buffer.from('{}') });
      }
    };
    peer.script = { unfiltered: true };
    others(4);
    const stream = givenStream();
    await appendOne(stream);
    others(9);
    await appendOne(stream, 0);
    others(2);
    const signal = new AbortController().signal;
    for (const types of [undefined, ['ThingHappened']]) {
      const given = types ? { types } : {};
      expect((await store.readAll({ limit: 2, ...given })).map(({ revision }) => revision)).toEqual([0, 1]);
      const seen = await collect(store, { signal, batchSize: 2, ...given }, 2);
      expect(seen.map(({ revision }) => revision)).toEqual([0, 1]);
    }
    peer.script = {};
    expect(await store.head()).toBe((await store.readStream(stream)).at(-1)?.position);
  });

  test('is asked for a position it never gave: NoSuchPosition, once it has answered otherwise', async () => {
    await appendOne(givenStream());
    let reads = 0;
    peer.script = { breakOffAfter: () => (++reads, 0) };
    await expect(store.readAll({ after: 41n })).rejects.toBeInstanceOf(NoSuchPosition);
    const { position } = await appendOne(givenStream());
    await expect(store.readAll({ after: position })).rejects.toBeInstanceOf(StoreUnavailable);
    expect(reads).toBe(3);
  });

  test('holds bytes that say another place than the one they stand in: the read fails and says where', async () => {
    const stream = givenStream();
    await appendOne(stream);
    const [first] = peer.log;
    if (!first) throw new Error('nothing was recorded');
    peer.record({ id: newId(), stream: first.stream, type: first.type, body: first.body });
    await expect(store.readStream(stream)).rejects.toThrow(`Revision 1 of impact/${stream} says it is revision 0`);
  });
});
