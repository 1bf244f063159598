import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedEvent } from '@impact-ledger/domain';
import { createVault, openEventStore, type StoredBytes, type Vault } from '@impact-ledger/ledger';
import { keptMasterKey } from '@impact-ledger/platform';
import { openCheckpoint, parseCheckpoint, parseVerifier } from '@impact-ledger/proof';
import { frozenStudy, givenIndicator, givenLogs } from '../crash/given.js';
import { record } from '../crash/load.js';
import { createStack, until, type Stack } from '../crash/stack.js';
import { createMachine, type Machine } from '../journeys/impact.js';
import { logWorld, nameOf } from '../support/log-world.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

interface Backup {
  readonly events: { readonly count: number; readonly root: string };
  readonly checkpoint: string;
}
interface Restored {
  readonly events: number;
  readonly root: string;
  readonly erased: readonly string[];
  readonly recordedAgain: readonly string[];
  readonly keysOf: string;
  readonly lost?: { readonly abandoned: string; readonly origin: string };
}
interface Origin {
  readonly origin: string;
  readonly verifier: string;
  readonly abandoned: string | null;
}

/** The drill of docs/operations.md, on the built programs: what an operator does, in that order. */
describe('backup and restore', () => {
  let stack: Stack;
  let place: string;
  let admin: string;
  const machines: Machine[] = [];
  const databases: TestDatabase[] = [];
  const never = new AbortController().signal;
  const at = (name: string): string => join(place, name);

  const machine = (databaseUrl: string, dataRoot: string, more: NodeJS.ProcessEnv = {}): Machine => {
    const made = createMachine({ DATABASE_URL: databaseUrl, IMPACT_DATA: dataRoot, ...more });
    machines.push(made);
    return made;
  };
  /** Another machine, which has the two keys that are in no backup, and nothing else. */
  const newMachine = async () => {
    const database = await createTestDatabase();
    databases.push(database);
    const dataRoot = mkdtempSync(join(place, 'root-'));
    for (const key of ['master.key', 'signing.key']) copyFileSync(join(stack.dataRoot, key), join(dataRoot, key));
    return { database, dataRoot, on: machine(database.url, dataRoot) };
  };
  const done = async <Answer>(on: Machine, ...args: string[]): Promise<Answer> => {
    const { code, data, messages } = await on.impact(...args, '--json').ended;
    expect([code, code === 0 ? '' : messages]).toEqual([0, '']);
    return JSON.parse(data) as Answer;
  };
  const load = (from: number, to: number) =>
    Promise.all(Array.from({ length: to - from }, (_none, index) => record(stack, admin, from + index, never)));
  const logOf = async (databaseUrl: string): Promise<readonly StoredBytes[]> => {
    const store = openEventStore({ databaseUrl });
    try {
      return await store.readBytes({ limit: 100_000 });
    } finally {
      await store.close();
    }
  };
  const originsOf = async ({ pool }: Pick<Stack, 'pool'>): Promise<Origin[]> =>
    (
      await pool.query<Origin>(
        `select origin, verifier_key as verifier, abandoned_checkpoint as abandoned from ledger.log_origin order by number`,
      )
    ).rows;
  const keptNote = (dataRoot: string): string => readFileSync(join(dataRoot, 'log', 'checkpoint'), 'utf8');
  const signedUpTo = (dataRoot: string): number => {
    try {
      return parseCheckpoint(keptNote(dataRoot)).size;
    } catch {
      return 0;
    }
  };
  const allSigned = async (): Promise<string> => {
    const head = Number(await stack.store.head());
    await until(() => Promise.resolve(signedUpTo(stack.dataRoot) >= head), 'everything to be signed');
    return keptNote(stack.dataRoot);
  };
  const vaultIn = (dataRoot: string): Vault =>
    createVault({ folder: join(dataRoot, 'vault'), masterKey: keptMasterKey(dataRoot).key });
  const shaOf = async (dataset: string): Promise<string> =>
    ((await stack.store.readStream(`dataset-${dataset}`))[0]?.data as { sha256: string }).sha256;
  const erase = async (path: string, body: object): Promise<void> => {
    const answer = await fetch(`${stack.url}/v1/datasets/${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${admin}`,
        'content-type': 'application/json',
        'if-match': '"0"',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify(body),
    });
    expect([answer.status, answer.ok ? '' : await answer.text()]).toEqual([200, '']);
  };

  let on: Machine;
  let older: Backup;
  let newer: Backup;
  let before: readonly StoredBytes[];
  let last: string;
  const files: Record<string, string> = {};

  beforeAll(async () => {
    stack = await createStack();
    place = mkdtempSync(join(tmpdir(), 'impact-drill-'));
    on = machine(stack.databaseUrl, stack.dataRoot);
    const servers = [await stack.startApi(), await stack.startWorker()];
    admin = await stack.token('ada', 'admin');
    await givenIndicator({ ...stack }, admin);
    for (const study of ['kept', 'left', 'gone']) {
      // Each its own rows: the vault knows a file by its content.
      const persons = { kept: 60, left: 70, gone: 80 }[study] ?? 0;
      await frozenStudy(stack, { token: admin, study, persons });
      files[study] = await shaOf(`${study}-people`);
    }
    await givenLogs(stack, admin, 'logs', logWorld(50));
    files['logs'] = await shaOf('logs');
    await load(0, 40);
    await allSigned();
    // Two backups while it is written to, each with the set of keys of its time in the one file of keys.
    const more = load(40, 140);
    older = await done<Backup>(on, 'backup', at('older'), '--keys', at('keys.json'));
    copyFileSync(at('keys.json'), at('older-keys.json'));
    await more;
    await erase('gone-people/erasure', { reason: 'The agreement has ended.' });
    await erase('left-people/subjects/erasure', { identifier: 'p3', reason: 'A request.' });
    await erase('logs/subjects/erasure', { identifier: nameOf(2), reason: 'A request.' });
    await allSigned();
    newer = await done<Backup>(on, 'backup', at('newer'), '--keys', at('keys.json'));
    await load(140, 180);
    last = await allSigned();
    await Promise.all(servers.map((server) => server.killNine()));
    before = await logOf(stack.databaseUrl);
  }, 240_000);
  afterAll(async () => {
    await Promise.all(machines.map((each) => each.clear()));
    await stack.close();
    for (const database of databases) await database.drop();
    rmSync(place, { recursive: true, force: true });
  });

  test('a backup taken under load is a beginning of the log, byte for byte, and signed', () => {
    expect(older.events.count).toBeGreaterThan(40);
    expect(newer.events.count).toBeGreaterThan(older.events.count);
    expect(before.length).toBe(newer.events.count + 40);
    expect(parseCheckpoint(newer.checkpoint).size).toBeLessThanOrEqual(newer.events.count);
  });

  test('no key that opens or signs anything is in a backup, and no wrapped key beside the data', () => {
    const secrets = ['master.key', 'signing.key'].map((name) =>
      readFileSync(join(stack.dataRoot, name), 'utf8').trim(),
    );
    const { files: listed } = JSON.parse(readFileSync(at('newer/manifest.note'), 'utf8').split('\n\n')[0] ?? '') as {
      files: { path: string }[];
    };
    expect(listed.some(({ path }) => path.startsWith('vault/data/kept-people/'))).toBe(true);
    expect(listed.filter(({ path }) => path.includes('key'))).toEqual([]);
    const all = [...listed.map(({ path }) => at(join('newer', path))), at('newer/manifest.note'), at('keys.json')];
    expect(all.filter((path) => secrets.some((secret) => readFileSync(path).includes(secret)))).toEqual([]);
    expect(all.filter((path) => readFileSync(path).includes('"wrapped"'))).toEqual([]);
    expect(readFileSync(at('keys.json'), 'utf8')).toContain('wrapped');
  });

  test('a backup that is not what was written is refused before anything is touched', async () => {
    const { on: other, database, dataRoot } = await newMachine();
    const spoil = async (name: string, change: (folder: string) => void, keys = 'keys.json') => {
      cpSync(at('newer'), at(name), { recursive: true });
      change(at(name));
      return (await other.impact('restore', at(name), '--keys', at(keys)).ended).code;
    };
    const flip = (path: string) => {
      const bytes = readFileSync(path);
      bytes[bytes.length >> 1]! ^= 1;
      writeFileSync(path, bytes);
    };
    expect(await spoil('flipped', (folder) => flip(join(folder, 'events.ndjson.gz')))).toBe(3);
    expect(await spoil('rewritten', (folder) => flip(join(folder, 'manifest.note')))).toBe(3);
    expect(await spoil('short', (folder) => rmSync(join(folder, 'accounts.json')))).toBe(3);
    expect(await spoil('unfinished', (folder) => rmSync(join(folder, 'manifest.note')))).toBe(2);
    expect(await spoil('stale-keys', () => undefined, 'older-keys.json')).toBe(2);
    const kurrent = machine(database.url, mkdtempSync(join(place, 'root-')), {
      KURRENTDB_URL: 'kurrentdb://127.0.0.1:1',
    });
    const refused = await kurrent.impact('restore', at('newer'), '--keys', at('keys.json')).ended;
    expect([refused.code, refused.messages]).toEqual([2, expect.stringContaining('backup tool of KurrentDB')]);
    const cramped = machine(database.url, dataRoot, { IMPACT_SCRATCH: at('keys.json') });
    const nowhere = await cramped.impact('restore', at('newer'), '--keys', at('keys.json')).ended;
    expect([nowhere.code, nowhere.messages]).toEqual([1, expect.stringContaining('IMPACT_SCRATCH is')]);
    expect(await logOf(database.url)).toEqual([]);
  }, 120_000);

  test('a restore that is killed leaves the installation as it was; the same command again restores it whole', async () => {
    const { on: other, database, dataRoot } = await newMachine();
    expect((await other.impact('token', 'list').ended).code).toBe(0);
    // It gets as far as the accounts, behind the events, and no further.
    const blocker = await database.pool.connect();
    await blocker.query('begin');
    await blocker.query('lock table auth.token in access exclusive mode');
    const killed = other.impact('restore', at('newer'), '--keys', at('keys.json'));
    await until(async () => {
      const { rows } = await database.pool.query(
        `select from pg_locks where not granted and relation = 'auth.token'::regclass`,
      );
      return rows.length > 0;
    }, 'the restore to come to the accounts');
    killed.child.kill('SIGKILL');
    await killed.ended;
    await blocker.query('rollback');
    blocker.release();
    expect(await logOf(database.url)).toEqual([]);
    expect(signedUpTo(dataRoot)).toBe(0);

    const restored = await done<Restored>(other, 'restore', at('newer'), '--keys', at('keys.json'));
    expect(restored).toMatchObject({ events: newer.events.count, root: newer.events.root });
    expect(restored.lost).toBeUndefined();
    const log = await logOf(database.url);
    expect(log.slice(0, -1)).toEqual(before.slice(0, newer.events.count));
    expect(JSON.parse(log.at(-1)?.bytes ?? '{}')).toMatchObject({ type: 'BackupRestored', stream: 'log-restores' });
    expect(await vaultIn(dataRoot).withFile('kept-people', files['kept']!, () => Promise.resolve('opened'))).toBe(
      'opened',
    );
    expect(signedUpTo(dataRoot)).toBe(parseCheckpoint(newer.checkpoint).size);
    // Not twice: it is not empty any more.
    const again = await other.impact('restore', at('newer'), '--keys', at('keys.json')).ended;
    expect([again.code, again.messages]).toEqual([2, expect.stringContaining('--replace')]);
  }, 120_000);

  test('going behind what was signed is refused, and changes nothing', async () => {
    const { code, messages } = await on.impact('restore', at('older'), '--keys', at('keys.json'), '--replace').ended;
    expect([code, messages]).toEqual([1, expect.stringContaining(`but ${before.length} were signed`)]);
    expect(await logOf(stack.databaseUrl)).toEqual(before);
    expect(keptNote(stack.dataRoot)).toBe(last);
  }, 60_000);

  test('with the loss acknowledged the log goes on under a new name, which names what was abandoned', async () => {
    const args = [
      'restore',
      at('older'),
      '--keys',
      at('keys.json'),
      '--replace',
      '--acknowledge-loss',
      'The disk broke.',
    ];
    const restored = await done<Restored>(on, ...args);
    const log = await logOf(stack.databaseUrl);
    expect(log.slice(0, -4)).toEqual(before.slice(0, older.events.count));
    const [told, ...again] = log.slice(-4).map(({ bytes }) => JSON.parse(bytes) as RecordedEvent);
    expect(told).toMatchObject({
      type: 'BackupRestored',
      metadata: { reason: 'The disk broke.', actor: { id: 'operator' } },
      data: {
        events: older.events.count,
        root: older.events.root,
        lost: { abandoned: last },
        erased: expect.arrayContaining(['gone-people']),
      },
    });

    // What was erased after that backup stays erased; what was not can be read.
    expect(restored.erased).toEqual(expect.arrayContaining(['gone-people', `left-people@${files['left']}`]));
    const vault = vaultIn(stack.dataRoot);
    const opened = (study: string) => vault.withFile(`${study}-people`, files[study]!, () => Promise.resolve('opened'));
    expect(await opened('kept')).toBe('opened');
    await expect(opened('gone')).rejects.toMatchObject({ kind: 'erased' });
    await expect(opened('left')).rejects.toMatchObject({ kind: 'absent' });

    // And the record says so again: who reads it meets what the vault says, down to the file that is left.
    expect([...restored.recordedAgain].sort()).toEqual(['gone-people', 'left-people', 'logs']);
    expect(again.map(({ type, stream }) => `${type} ${stream}`).sort()).toEqual([
      'DataSetErased dataset-gone-people',
      'SubjectErased dataset-left-people',
      'SubjectErased dataset-logs',
    ]);
    for (const { metadata } of again) {
      expect(metadata).toMatchObject({ causationId: told?.metadata.causationId, actor: { id: 'operator' } });
    }
    const { data: taken } = again.find(({ stream }) => stream === 'dataset-left-people')! as {
      data: Record<string, unknown>;
    };
    expect(taken).toMatchObject({ fromSha: files['left'], count: 1, rows: 69 });
    const file = String(taken['toSha']);
    expect(await vault.withFile('left-people', file, () => Promise.resolve('opened'))).toBe('opened');
    // Of event logs, down to each of their files.
    const { data: logs } = again.find(({ stream }) => stream === 'dataset-logs')! as {
      data: { toSha: string; parts: { role: string; sha256: string; rows: number }[] };
    };
    const [sent] = await stack.store.readStream('dataset-logs');
    const registered = (sent!.data as { parts: { rows: number }[] }).parts;
    expect(logs).toMatchObject({ fromSha: files['logs'], rows: 49 });
    expect(logs.parts.map(({ rows }, index) => registered[index]!.rows - rows)).toEqual([1, 1, 1, 1]);
    for (const sha256 of [logs.toSha, ...logs.parts.map((part) => part.sha256)]) {
      expect(await vault.withFile('logs', sha256, () => Promise.resolve('opened'))).toBe('opened');
    }
    const { rows: shown } = await stack.pool.query(
      `select id, status, sha256, rows from read.dataset where recorded_to is null order by id`,
    );
    expect(shown).toMatchObject([
      { id: 'gone-people', status: 'erased' },
      { id: 'kept-people', status: 'registered', sha256: files['kept'] },
      { id: 'left-people', status: 'registered', sha256: file, rows: 69 },
      { id: 'logs', status: 'registered', sha256: logs.toSha, rows: 49 },
    ]);

    const servers = [await stack.startApi(), await stack.startWorker()];
    await record(stack, admin, 1000, never);
    const first = parseCheckpoint(last).origin;
    await until(() => Promise.resolve(signedUpTo(stack.dataRoot) > older.events.count + 1), 'the new log to be signed');
    const [was, is, ...others] = await originsOf(stack);
    expect(others).toEqual([]);
    expect(was).toMatchObject({ origin: first, abandoned: null });
    expect(is).toMatchObject({ origin: `${first}/log-2`, abandoned: last });
    // Whoever holds the two public keys can tell the story: what was signed, was abandoned, and goes on.
    expect(openCheckpoint(last, parseVerifier(was!.verifier)).size).toBe(before.length);
    expect(openCheckpoint(keptNote(stack.dataRoot), parseVerifier(is!.verifier)).size).toBeGreaterThan(
      older.events.count,
    );
    const live = await stack.readModels();
    // The projector of the worker would come between.
    await Promise.all(servers.map((server) => server.killNine()));
    expect(live).toEqual(await stack.rebuiltReadModels());
  }, 120_000);
});
