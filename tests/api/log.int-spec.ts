import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acknowledgeLoss, checkpointFile, newId, originName, runNotary } from '@impact-ledger/ledger';
import {
  fromBase64,
  leafHash,
  openCheckpoint,
  parseVerifier,
  rootFromInclusion,
  toBase64,
  verifierOf,
  verifyConsistency,
  verifyInclusion,
} from '@impact-ledger/proof';
import { createPublicKey } from 'node:crypto';
import { join } from 'node:path';
import { event, until } from '../support/signed-installation.js';
import { startHarness, type Harness } from './harness.js';

const WELL_KNOWN = '/.well-known/impact-ledger';

interface Entry {
  readonly leafIndex: number;
  readonly position: string;
  readonly bytes: string;
  readonly leafHash: string;
  readonly size: number;
  readonly root: string;
  readonly proof: readonly string[];
  readonly checkpoint: string | null;
}

const hashes = (texts: readonly string[]): Uint8Array[] => texts.map((text) => fromBase64(text) ?? new Uint8Array());

describe('the log over HTTP', () => {
  let api: Harness;
  const stopping = new AbortController();
  let signing: Promise<void>;

  const append = (count: number) =>
    api.store.append({
      stream: `measurement-${newId()}`,
      expected: 'absent',
      events: Array.from({ length: count }, (_, index) => event(index)),
    });
  const signedSize = async (): Promise<number> => (await api.get<{ signedSize: number }>('/v1/log')).body.signedSize;

  beforeAll(async () => {
    api = await startHarness({ projector: false });
    await append(300);
    expect((await api.get(`${WELL_KNOWN}/checkpoint`, { as: null })).status).toBe(503);
    signing = runNotary({
      pool: api.database.pool,
      store: api.store,
      seed: new Uint8Array(32).fill(5),
      origin: originName('https://impact.example.org', ''),
      kept: checkpointFile(join(api.dataRoot, 'log', 'checkpoint')),
      signEvery: 10,
      logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
      signal: stopping.signal,
    });
    await until(async () => (await signedSize()) === 300);
  });
  afterAll(async () => {
    stopping.abort();
    await signing;
    await api.close();
  });

  test('anybody reads the signed checkpoint and the key to check it with', async () => {
    const checkpoint = await api.get(`${WELL_KNOWN}/checkpoint`, { as: null });
    expect(checkpoint.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'access-control-allow-origin': '*',
    });
    const { body: key } = await api.get<{ origin: string; verifierKey: string; pem: string }>(`${WELL_KNOWN}/key`, {
      as: null,
    });
    expect(openCheckpoint(checkpoint.text, parseVerifier(key.verifierKey))).toMatchObject({
      origin: 'impact.example.org/.well-known/impact-ledger',
      size: 300,
    });
    const der = createPublicKey(key.pem).export({ format: 'der', type: 'spki' });
    expect(verifierOf(key.origin, new Uint8Array(der.subarray(-32))).text).toBe(key.verifierKey);
  });

  test('an auditor gets any event with a proof that leads to the checkpoint', async () => {
    const { text } = await api.get(`${WELL_KNOWN}/checkpoint`, { as: null });
    const { body: key } = await api.get<{ verifierKey: string }>(`${WELL_KNOWN}/key`, { as: null });
    const { size, root } = openCheckpoint(text, parseVerifier(key.verifierKey));
    for (const leafIndex of [0, 1, 255, 256, 299]) {
      const { body } = await api.get<Entry>(`/v1/log/entries/${leafIndex}`, { as: 'auditor' });
      expect(body).toMatchObject({ leafIndex, position: String(leafIndex + 1), size: 300, checkpoint: text });
      verifyInclusion({ leafHash: leafHash(body.bytes), leafIndex, size, root, proof: hashes(body.proof) });
      expect(body.leafHash).toBe(toBase64(leafHash(body.bytes)));
      expect((await api.get<Entry>(`/v1/audit/events/${body.position}/proof`, { as: 'auditor' })).body).toEqual(body);
    }
    const { body: older } = await api.get<Entry>('/v1/log/entries/7?size=100', { as: 'auditor' });
    const { bytes, proof, ...at } = older;
    const led = rootFromInclusion({ leafHash: leafHash(bytes), leafIndex: 7, size: 100, proof: hashes(proof) });
    expect(at).toMatchObject({ size: 100, root: toBase64(led), checkpoint: null });
  });

  test('anybody checks that the log only grew', async () => {
    const before = await api.get(`${WELL_KNOWN}/checkpoint`, { as: null });
    await append(45);
    await until(async () => (await signedSize()) === 345);
    const after = await api.get(`${WELL_KNOWN}/checkpoint`, { as: null });
    const { body: key } = await api.get<{ verifierKey: string }>(`${WELL_KNOWN}/key`, { as: null });
    const [from, to] = [before, after].map(({ text }) => openCheckpoint(text, parseVerifier(key.verifierKey)));
    const { body } = await api.get<{ proof: string[]; fromRoot: string; to: number }>(
      `/v1/log/consistency?from=${from?.size}`,
      { as: null },
    );
    expect(body.to).toBe(345);
    verifyConsistency({
      from: from?.size ?? 0,
      to: to?.size ?? 0,
      fromRoot: from?.root ?? new Uint8Array(),
      toRoot: to?.root ?? new Uint8Array(),
      proof: hashes(body.proof),
    });
  });

  test('tiles are served by their C2SP path, for good', async () => {
    const [first, growing] = await Promise.all(
      ['0/000', '0/001.p/44'].map((path) => api.app.inject({ method: 'GET', url: `${WELL_KNOWN}/tile/${path}` })),
    );
    expect([first?.statusCode, first?.rawPayload.length]).toEqual([200, 8192]);
    expect(growing?.rawPayload).toHaveLength(44 * 32);
    expect(first?.headers['content-type']).toBe('application/octet-stream');
    expect(first?.headers['cache-control']).toContain('immutable');
    const { body } = await api.get<Entry>('/v1/log/entries/3', { as: 'auditor' });
    expect(toBase64(first?.rawPayload.subarray(96, 128) ?? new Uint8Array())).toBe(body.leafHash);
  });

  test('an auditor reads everything that was ever signed, newest first, and checks each', async () => {
    interface Signed {
      readonly origin: string;
      readonly size: number;
      readonly root: string | null;
      readonly text: string;
      readonly witnesses: readonly { name: string }[];
    }
    interface Signeds {
      readonly items: readonly Signed[];
      readonly next: string | null;
    }
    await api.database.pool.query(
      `insert into ledger.cosignature (origin, size, witness, line, cosigned_at)
       select origin, 345, 'witness.example', E'\u2014 witness.example AAAAAAAAAAAAAAAA\n', now() from ledger.log_origin`,
    );
    const { body: whole } = await api.get<Signeds>('/v1/log/checkpoints', { as: 'auditor' });
    expect(whole.next).toBeNull();
    expect(whole.items.map(({ size }) => size)).toEqual(whole.items.map(({ size }) => size).sort((a, b) => b - a));
    expect(whole.items[0]).toMatchObject({ size: 345, witnesses: [{ name: 'witness.example' }] });
    expect(whole.items[0]?.text).toBe((await api.get(`${WELL_KNOWN}/checkpoint`, { as: null })).text);
    const { body: names } = await api.get<{ origin: string; verifierKey: string }[]>('/v1/log/origins', {
      as: 'auditor',
    });
    const verifier = parseVerifier(names[0]?.verifierKey ?? '');
    for (const { text, size, root } of whole.items) {
      expect(openCheckpoint(text, verifier)).toMatchObject({ size, root: fromBase64(root ?? '') });
    }
    const paged: Signed[] = [];
    let next: string | null = '';
    do {
      const at: string = next === '' ? '' : `&cursor=${next}`;
      const { body } = await api.get<Signeds>(`/v1/log/checkpoints?limit=1${at}`, { as: 'auditor' });
      paged.push(...body.items);
      next = body.next;
    } while (next !== null);
    expect(paged).toEqual(whole.items);
    expect(paged.length).toBeGreaterThan(1);
    const { text: page } = await api.get('/audit/checkpoints', { as: 'auditor' });
    for (const { root } of whole.items) expect(page).toContain(root);
    expect((await api.get('/audit', { as: 'auditor' })).text).toContain('href="/audit/checkpoints"');
  });

  test.each([
    ['/v1/log/checkpoints?cursor=x', 400],
    ['/audit/checkpoints?cursor=1.x', 400],
    ['/v1/log/entries/345', 404],
    ['/v1/log/entries/-1', 404],
    ['/v1/log/entries/1e3', 404],
    ['/v1/log/entries/7?size=7', 400],
    ['/v1/log/entries/7?size=99999', 400],
    ['/v1/audit/events/0/proof', 404],
    ['/v1/audit/events/999/proof', 404],
    ['/v1/log/consistency', 400],
    ['/v1/log/consistency?from=9&to=3', 400],
    ['/v1/log/consistency?from=9&to=99999', 400],
    ['/v1/log/consistency?from=999999999999999', 400],
    [`${WELL_KNOWN}/tile/0/002`, 404],
    [`${WELL_KNOWN}/tile/0/000.p/256`, 404],
    [`${WELL_KNOWN}/tile/entries/000`, 404],
    [`${WELL_KNOWN}/tile/63/x999/x999/x999/x999/999`, 404],
    [`${WELL_KNOWN}/tile/0/%00`, 404],
  ])('%s is answered %i, with a reason', async (path, status) => {
    const answer = await api.get<{ detail: string }>(path, { as: 'auditor' });
    expect([answer.status, answer.body.detail.length > 20]).toEqual([status, true]);
  });

  test('health says whether the log is signed, and only auditors hear why not', async () => {
    const { body } = await api.get<{ log: object }>('/health', { as: null });
    expect(body.log).toMatchObject({ signedSize: 345, size: 345, refused: false });
    await api.database.pool.query("update ledger.tree set refusal = 'because', refused_at = now()");
    expect((await api.get<{ log: object }>('/health', { as: null })).text).not.toContain('because');
    expect((await api.get<{ log: object }>('/health', { as: null })).body.log).toMatchObject({ refused: true });
    expect((await api.get('/v1/log', { as: 'auditor' })).body).toMatchObject({ refusal: 'because' });
  });

  test('two checkpoints exchanged in the database, and a name that was given up, show in the history', async () => {
    stopping.abort();
    await signing;
    const client = await api.database.pool.connect();
    try {
      await client.query('set session_replication_role = replica');
      await client.query(
        'update ledger.checkpoint set note = (select note from ledger.checkpoint where size = 300) where size = 345',
      );
      await client.query('reset session_replication_role');
    } finally {
      client.release();
    }
    const kept = checkpointFile(join(api.dataRoot, 'log', 'checkpoint'));
    const [{ origin, verifierKey } = { origin: '', verifierKey: '' }] = (
      await api.get<{ origin: string; verifierKey: string }[]>('/v1/log/origins', { as: 'auditor' })
    ).body;
    const lost = await acknowledgeLoss(api.database.pool, kept, { name: origin, seed: new Uint8Array(32).fill(5) });
    const { body } = await api.get<{ items: { size: number; root: string | null }[] }>('/v1/log/checkpoints', {
      as: 'auditor',
    });
    expect(body.items.find(({ size }) => size === 345)?.root).toBeNull();
    expect(body.items.find(({ size }) => size === 300)?.root).not.toBeNull();
    expect((await api.get('/v1/log/origins', { as: 'auditor' })).body).toMatchObject([
      { origin: lost.origin, abandoned: lost.abandoned },
      { origin, verifierKey, abandoned: null },
    ]);
    const { text } = await api.get('/audit/checkpoints?lang=en', { as: 'auditor' });
    expect(text).toContain('NOT a checkpoint of these events signed by the key of the log');
    expect(text).toContain('a name given up');
  });
});
