import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { prepareDatabase, readAccounts } from '@impact-ledger/application';
import { readEvent, type NewEvent, type RecordedEvent } from '@impact-ledger/domain';
import { newId, sha256Hex, writeBackup, type EventStore } from '@impact-ledger/ledger';
import { createReadDatabase, rebuild, replay, runProjector, waitForPosition } from '@impact-ledger/readmodel';
import { createTestDatabase, openTestStore, type TestDatabase } from '../support/test-database.js';

const folder = new URL('./events/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
const sampleOf = (file: string): NewEvent => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as NewEvent;
const versionsOf = (type: string): string[] => files.filter((file) => file.startsWith(`${type}.v`));

describe('what was stored at an old version', () => {
  let database: TestDatabase;
  let store: EventStore;
  const place = mkdtempSync(join(tmpdir(), 'impact-bytes-'));
  const hashes = new Map<string, string>();

  beforeAll(async () => {
    database = await createTestDatabase();
    await prepareDatabase(database.pool);
    store = openTestStore(database);
    await given('product-bonne-boite', ['ProductRegistered.v1.json', 'ProductPhaseChanged.v1.json']);
    // A study for every version that a refusal ever had, each from its oldest draft on.
    for (const refusal of versionsOf('StudyRunRefused')) {
      const study = refusal.replace(/^.*\.(v\d+)\..*$/, 'study-$1');
      const before = ['StudyDrafted', 'StudyDataAttached', 'StudyFrozen', 'StudyRunRequested'];
      await given(study, [...before.map((type) => `${type}.v1.json`), refusal], { run: newId() });
    }
    for (const bytes of await stored()) hashes.set((JSON.parse(bytes) as RecordedEvent).id, sha256Hex(bytes));
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
    rmSync(place, { recursive: true });
  });

  /** Appends the data of samples as an old release did: at their own version. */
  const given = async (stream: string, samples: readonly string[], change: object = {}): Promise<void> => {
    const events = samples.map(sampleOf).map(({ type, version, data, metadata }) => {
      const known = Object.keys(change).filter((key) => key in (data as object));
      const changed = Object.fromEntries(known.map((key) => [key, (change as Record<string, unknown>)[key]]));
      return { id: newId(), type, version, data: { ...(data as object), ...changed }, metadata };
    });
    await store.append({ stream, expected: 'absent', events });
  };
  const stored = async (): Promise<string[]> => (await store.readBytes({ limit: 1000 })).map(({ bytes }) => bytes);
  const unchanged = async (): Promise<void> => {
    const now = await stored();
    expect(now.length).toBe(hashes.size);
    for (const bytes of now) expect(sha256Hex(bytes)).toBe(hashes.get((JSON.parse(bytes) as RecordedEvent).id));
  };

  test('is there at more than one version, and reads as the newest', async () => {
    const events = await store.readAll({ limit: 1000 });
    const versions = new Set(events.filter(({ type }) => type === 'StudyRunRefused').map(({ version }) => version));
    expect(versions.size).toBeGreaterThan(1);
    const newest = readEvent(events.findLast(({ type }) => type === 'StudyRunRefused')!);
    for (const event of events.filter(({ type }) => type === 'StudyRunRefused')) {
      expect(Object.keys(readEvent(event).data as object)).toEqual(
        expect.arrayContaining(Object.keys(newest.data as object).filter((key) => key !== 'seal')),
      );
      // What the store hands over is what was stored, at its own version: it is read, never rewritten.
      expect(hashes.has(event.id)).toBe(true);
    }
    await unchanged();
  });

  test('keeps every byte while it is projected, rebuilt, replayed and exported', async () => {
    const stop = new AbortController();
    const projector = runProjector({ pool: database.pool, store, signal: stop.signal });
    expect(await waitForPosition(createReadDatabase(database.pool), await store.head(), 30_000)).toBe(true);
    stop.abort();
    await projector;
    await unchanged();

    const outcomes = await rebuild(database.pool, store);
    expect(outcomes.map(({ kind }) => kind)).toEqual(outcomes.map(() => 'swapped'));
    await unchanged();

    expect((await replay(database.pool, store, { to: String(await store.head()) })).identical).toBe(true);
    await unchanged();

    const target = join(place, 'backup');
    await writeBackup({
      store,
      pool: database.pool,
      vault: join(place, 'vault'),
      seed: new Uint8Array(32).fill(5),
      folder: target,
      keysFile: join(place, 'keys.json'),
      release: 'test',
      accounts: readAccounts,
    });
    const exported = gunzipSync(readFileSync(join(target, 'events.ndjson.gz')))
      .toString('utf8')
      .trimEnd()
      .split('\n');
    expect(exported.map((bytes) => sha256Hex(bytes))).toEqual([...hashes.values()]);
    await unchanged();
  }, 60_000);
});
