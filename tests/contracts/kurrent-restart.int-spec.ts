import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NewEvent, RecordedEvent } from '@impact-ledger/domain';
import { commandId, createKurrentEventStore, eventId, newId, type AppendReceipt } from '@impact-ledger/ledger';
import { given, givenStream, retry, until } from './given.js';
import { kurrentServer, type KurrentServer } from './kurrent/server.js';

const command = process.env['KURRENTDB_COMMAND'];

describe('a KurrentDB server that is killed under load', () => {
  if (!command) {
    test.skip('needs KURRENTDB_COMMAND', () => undefined);
    return;
  }
  let server: KurrentServer;
  beforeAll(async () => {
    server = await kurrentServer(command);
    await server.start();
  }, 90_000);
  afterAll(() => server.drop());

  test('loses no acknowledged event, doubles none, and its clients carry on by themselves', async () => {
    const store = createKurrentEventStore({ url: server.url });
    const acknowledged: { receipt: AppendReceipt; event: NewEvent }[] = [];
    const seen: RecordedEvent[] = [];
    const abort = new AbortController();
    const reading = (async () => {
      for await (const batch of store.subscribe({ signal: abort.signal, batchSize: 50 })) seen.push(...batch);
    })();

    let writing = true;
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      const stream = givenStream();
      for (let revision = 0; writing; revision += 1) {
        // Half of them as commands with a key come, whose ids are noted apart.
        const event = given.event(writer % 2 ? { id: eventId(commandId('tester', newId()), 0) } : {});
        const expected = revision === 0 ? 'absent' : revision - 1;
        const receipt = await retry(() => store.append({ stream, expected, events: [event] }));
        acknowledged.push({ receipt, event });
      }
    });
    for (let round = 1; round <= 3; round += 1) {
      const before = acknowledged.length;
      await until(() => acknowledged.length > before + 200, 60_000);
      await server.kill();
      await server.start();
      const after = acknowledged.length;
      await until(() => acknowledged.length > after + 200, 60_000);
    }
    writing = false;
    await Promise.all(writers);

    const fresh = createKurrentEventStore({ url: server.url });
    const log: RecordedEvent[] = [];
    for (let after = 0n; ; after = log.at(-1)?.position ?? 0n) {
      const page = await fresh.readAll({ after });
      if (page.length === 0) break;
      log.push(...page);
    }
    await until(() => seen.length >= log.length, 60_000);
    abort.abort();
    await reading;
    await Promise.all([store.close(), fresh.close()]);

    expect(seen).toEqual(log);
    expect(new Set(log.map(({ id }) => id)).size).toBe(log.length);
    const at = new Map(log.map((event) => [event.position, event]));
    for (const { receipt, event } of acknowledged) {
      expect(at.get(receipt.position)).toMatchObject({ ...event, stream: receipt.stream, revision: receipt.revision });
    }
    expect(acknowledged).toHaveLength(log.length);
  }, 300_000);
});
