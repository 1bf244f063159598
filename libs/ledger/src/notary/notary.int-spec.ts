import { afterEach, describe, expect, it } from '@jest/globals';
import {
  leafHash,
  openCheckpoint,
  parseVerifier,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
  type Checkpoint,
} from '@impact-ledger/proof';
import type { EventStore, StoredBytes } from '../event-store.js';
import { newId } from '../ids.js';
import {
  event,
  openInstallation,
  ORIGIN,
  SEED,
  until,
  type Installation,
} from '../../../../tests/support/signed-installation.js';
import { checkpointFile } from './kept-checkpoint.js';
import { logStatus, proveConsistency, proveInclusion, publishedCheckpoint, readTile } from './log-reader.js';
import { acknowledgeLoss } from './origin.js';
import { leafAtPosition, positionOfLeaf, tilesIn } from './tree-tables.js';

const open: Installation[] = [];
async function installation(folder?: string): Promise<Installation> {
  const made = await openInstallation(folder);
  open.push(made);
  return made;
}
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** The checkpoint as a reader gets it: opened with the key that is published. */
async function published({ database }: Installation): Promise<Checkpoint> {
  const found = await publishedCheckpoint(database.pool);
  if (!found) throw new Error('nothing was published');
  return openCheckpoint(found.text, parseVerifier(found.verifierKey));
}

/** Every event of the store is proved by the published checkpoint, with what the API has at hand. */
async function expectProved(given: Installation, store: EventStore = given.store): Promise<void> {
  const db = given.database.pool;
  const { size, root } = await published(given);
  const events = await store.readBytes({ limit: 10_000 });
  expect(events).toHaveLength(size);
  for (const [leafIndex, { position, bytes }] of events.entries()) {
    if (leafIndex % 37 !== 0 && leafIndex !== size - 1) continue;
    expect(await leafAtPosition(db, position)).toBe(leafIndex);
    expect(await positionOfLeaf(db, leafIndex)).toBe(position);
    const proof = await proveInclusion(db, leafIndex, size);
    verifyInclusion({ leafHash: leafHash(bytes), leafIndex, size, root, proof });
  }
}

describe('a log that is signed', () => {
  it('proves every event, and every checkpoint extends the one before', async () => {
    const given = await installation();
    const seen: Checkpoint[] = [];
    for (const count of [1, 255, 1, 300, 700]) {
      await given.append(count);
      await given.signAll({ batch: 100 });
      seen.push(await published(given));
    }
    await expectProved(given);
    expect(seen.map(({ size }) => size)).toEqual([1, 256, 257, 557, 1257]);
    for (const [index, to] of seen.entries()) {
      for (const from of seen.slice(0, index)) {
        const proof = await proveConsistency(given.database.pool, from.size, to.size);
        verifyConsistency({ from: from.size, to: to.size, fromRoot: from.root, toRoot: to.root, proof });
      }
    }
    expect(await given.kept.read()).toBe((await publishedCheckpoint(given.database.pool))?.text);
  });

  it('counts leaves without gaps over a store whose positions have them', async () => {
    const given = await installation();
    const { store } = given;
    const sparse: EventStore = {
      ...store,
      capabilities: { ...store.capabilities, densePosition: false },
      readBytes: async ({ after = 0n, limit } = {}) => {
        const events = await store.readBytes({ after: after / 1_000_003n, ...(limit === undefined ? {} : { limit }) });
        return events.map(({ position, bytes }): StoredBytes => ({ position: position * 1_000_003n, bytes }));
      },
    };
    await given.append(600);
    await given.signAll({ store: sparse, batch: 64 });
    await expectProved(given, sparse);
    expect(await leafAtPosition(given.database.pool, 1_000_004n)).toBeUndefined();
  });

  it('serves tiles by their C2SP path, and none that the tree does not have', async () => {
    const given = await installation();
    await given.append(300);
    await given.signAll();
    const db = given.database.pool;
    expect(await readTile(db, 'tile/0/000')).toHaveLength(256 * 32);
    expect(await readTile(db, 'tile/0/001.p/44')).toHaveLength(44 * 32);
    expect(await readTile(db, 'tile/1/000.p/1')).toHaveLength(32);
    for (const none of ['tile/0/001', 'tile/0/001.p/45', 'tile/2/000.p/1', 'tile/0/002.p/1', 'tile/x']) {
      expect([none, await readTile(db, none)]).toEqual([none, undefined]);
    }
  });

  it('keeps up while events are appended, with one notary of two at work', async () => {
    const given = await installation();
    const both = [given.notary(), given.notary()];
    for (let round = 0; round < 30; round += 1) await given.append(20);
    await until(async () => (await publishedCheckpoint(given.database.pool))?.size === 600);
    // The one at work loses its connection: the other takes over, and nothing is signed twice or apart.
    await given.database.pool.query(
      `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted
         and database = (select oid from pg_database where datname = current_database())`,
    );
    await given.append(20);
    await until(async () => (await publishedCheckpoint(given.database.pool))?.size === 620);
    await Promise.allSettled(both.map(({ stop }) => stop()));
    await expectProved(given);
  });

  it('goes on after a crash between the copy outside and the commit', async () => {
    const given = await installation();
    await given.append(100);
    await given.signAll();
    await given.append(50);
    const crashing = given.notary({
      kept: {
        ...given.kept,
        write: async (note) => {
          await given.kept.write(note);
          throw new Error('the process dies here');
        },
      },
    });
    await until(async () => (await given.kept.read())?.includes('\n150\n'));
    await expect(crashing.stop()).rejects.toThrow('dies here');
    expect((await published(given)).size).toBe(100);

    await given.append(7);
    await given.signAll();
    await expectProved(given);
    expect((await published(given)).size).toBe(157);
  });

  it('is named at its first start for good, and signed with one key', async () => {
    const given = await installation();
    await given.append(3);
    await given.signAll();
    await given.append(1);
    await given.signAll({ origin: 'moved.example/.well-known/impact-ledger' });
    expect((await published(given)).origin).toBe(ORIGIN);
    await given.append(1);
    expect(await given.refusal({ seed: new Uint8Array(32).fill(1) })).toContain('IMPACT_SIGNING_KEY');
  });

  it('remembers in the database alone when the data folder is new', async () => {
    const given = await installation();
    await given.append(10);
    await given.signAll();
    const elsewhere = await installation();
    await given.append(10);
    await given.signAll({ kept: elsewhere.kept });
    expect(await elsewhere.kept.read()).toContain('\n20\n');
  });

  it('lets nobody change or remove what the tree says', async () => {
    const given = await installation();
    await given.append(300);
    await given.signAll();
    for (const sql of [
      "update ledger.tile set hashes = overlay(hashes placing '\\x00'::bytea from 40) where level = 0",
      'update ledger.leaf_run set positions = array[7::bigint] where index = 0',
      "update ledger.checkpoint set note = 'x'",
      'delete from ledger.tile',
      'truncate ledger.leaf_run',
      'delete from ledger.log_origin',
      'delete from ledger.tree',
    ]) {
      await expect(given.database.pool.query(sql)).rejects.toThrow(/refused/);
    }
  });
});

describe('a log that is not signed any more', () => {
  const HARM: readonly [string, string, RegExp][] = [
    [
      'a flipped byte',
      `update ledger.event set bytes = replace(bytes, '"value":"400"', '"value":"401"') where position = 401`,
      /event of leaf 400, at position 401, is not the one/,
    ],
    ['a deleted event', 'delete from ledger.event where position = 401', /event of leaf 400, at position 401, is gone/],
    [
      'two events in each other’s place',
      `update ledger.event e set bytes = other.bytes, id = gen_random_uuid() from ledger.event other
        where (e.position, other.position) in ((401, 402), (402, 401))`,
      /event of leaf 400, at position 401, is not the one/,
    ],
    ['a truncated log', 'delete from ledger.event where position > 590', /event of leaf 590, at position 591, is gone/],
    [
      'a leaf alone',
      `update ledger.tile set hashes = overlay(hashes placing sha256('\\x00'::bytea || convert_to(
          (select replace(bytes, '"value":"100"', '"value":"9"') from ledger.event where position = 101), 'UTF8')) from 100 * 32 + 1)
        where level = 0 and index = 0`,
      /event of leaf 100, at position 101, is not the one/,
    ],
    [
      'an event together with its leaf',
      `with changed as (
         update ledger.event set bytes = replace(bytes, '"value":"100"', '"value":"9"') where position = 101 returning bytes)
       update ledger.tile set hashes = overlay(hashes placing sha256('\\x00'::bytea || convert_to((select bytes from changed), 'UTF8'))
         from 100 * 32 + 1) where level = 0 and index = 0`,
      /Tile 0 of level 0 does not lead to the tile above it/,
    ],
    [
      'a hash of the upper tile',
      `update ledger.tile set hashes = overlay(hashes placing '\\x00ff'::bytea from 1) where level = 1`,
      /does not extend the one of 600 leaves/,
    ],
  ];

  it.each(HARM)('finds %s at the next start, says where, and signs nothing more', async (_, sql, reason) => {
    const given = await installation();
    await given.append(600);
    await given.signAll();
    await given.tamper(sql);
    await given.append(5);
    expect(await given.refusal()).toMatch(reason);
    expect((await published(given)).size).toBe(600);
  });

  it('finds a changed event while it runs', async () => {
    const given = await installation();
    await given.append(600);
    const running = given.notary({ rehashEvery: 1 });
    await until(async () => (await publishedCheckpoint(given.database.pool))?.size === 600);
    await given.tamper(`update ledger.event set bytes = bytes || ' ' where position = 3`);
    const reason = await until(async () => (await logStatus(given.database.pool)).refusal ?? undefined);
    await running.stop();
    expect(reason).toMatch(/event of leaf 2, at position 3/);
    const { rows } = await given.database.pool.query('select suspect_leaf from ledger.tree');
    expect(rows).toEqual([{ suspect_leaf: '2' }]);
  });

  it('finds an event put in between, where positions have gaps', async () => {
    const given = await installation();
    await given.append(30);
    const { store } = given;
    const spread = (extra: readonly StoredBytes[]): EventStore => ({
      ...store,
      readBytes: async ({ after = 0n, limit = 1_000 } = {}) => {
        const events = (await store.readBytes({ limit: 1_000 })).map(({ position, bytes }) => ({
          position: position * 10n,
          bytes,
        }));
        return [...events, ...extra]
          .toSorted((one, other) => Number(one.position - other.position))
          .filter(({ position }) => position > after)
          .slice(0, limit);
      },
    });
    await given.signAll({ store: spread([]) });
    const reason = await given.refusal({ store: spread([{ position: 55n, bytes: '{}' }]) });
    expect(reason).toMatch(/At position 55, before leaf 5, stands an event that was not there/);
  });

  it('does not sign a history made anew, be its tiles and checkpoints those of the intruder', async () => {
    const given = await installation();
    await given.append(400);
    await given.signAll();
    // The same number of other events, with a tree and a checkpoint under the stolen key, but another memory outside.
    const forged = await installation();
    await forged.append(450);
    await forged.signAll();
    const reason = await forged.refusal({ kept: given.kept });
    expect(reason).toMatch(/does not extend the one of 400 leaves that was signed/);
  });

  it('does not sign a database that was rolled back, until somebody acknowledges the loss', async () => {
    const given = await installation();
    await given.append(400);
    await given.signAll();
    const lost = await given.kept.read();
    const restored = await installation();
    await restored.append(300);
    const { kept } = given;
    expect(await restored.refusal({ kept })).toMatch(/has 300 events, but 400 were signed/);
    expect(await restored.refusal({ kept })).toMatch(/rolled back/);

    const { pool } = restored.database;
    const loss = await acknowledgeLoss(pool, kept, { name: ORIGIN, seed: SEED });
    expect(loss).toEqual({ origin: `${ORIGIN}/log-2`, abandoned: lost });
    await restored.signAll({ kept });
    expect(await published(restored)).toMatchObject({ origin: `${ORIGIN}/log-2`, size: 300 });
    expect((await logStatus(pool)).refusal).toBeNull();
    await expectProved(restored);
    const { rows } = await pool.query(
      'select abandoned_checkpoint from ledger.log_origin order by number desc limit 1',
    );
    expect(rows).toEqual([{ abandoned_checkpoint: lost }]);
  });

  it('does not follow a new origin that stands in the database alone', async () => {
    const given = await installation();
    await given.append(20);
    await given.signAll();
    await given.append(1);
    const elsewhere = checkpointFile(`${given.folder}/elsewhere`);
    await acknowledgeLoss(given.database.pool, elsewhere, { name: ORIGIN, seed: SEED });
    expect(await given.refusal()).toMatch(/is not one of the log/);
  });

  it('trusts no damaged copy', async () => {
    const given = await installation();
    await given.append(20);
    await given.signAll();
    const note = await given.kept.read();
    await given.kept.write(String(note).replace('\n20\n', '\n19\n'));
    expect(await given.refusal()).toMatch(/is not of this text/);
    await given.kept.write(String(note));
    await given.append(1);
    await given.signAll();
    expect((await logStatus(given.database.pool)).refusal).toBeNull();
  });
});

it('reads the root of the log from its tiles', async () => {
  const given = await installation();
  await given.store.append({ stream: `measurement-${newId()}`, expected: 'absent', events: [event(1)] });
  await given.signAll();
  const [stored] = await given.store.readBytes();
  expect(await treeRoot(1, tilesIn(given.database.pool))).toEqual(Buffer.from(leafHash(stored?.bytes ?? '')));
});
