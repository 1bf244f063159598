import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Actor } from '@impact-ledger/domain';
import { exportBundle, publishedCheckpoint } from '@impact-ledger/ledger';
import { parseVerifier, verifyBundle, type BundleReport } from '@impact-ledger/proof';
import { openInstallation, type Installation } from '../support/signed-installation.js';

const AUDITOR: Actor = { id: 'nora', role: 'auditor' };

/** What the intruder aims at: events well before the end, in the middle of a tile. */
const TARGET = 150;

describe('an intruder who owns the database', () => {
  let given: Installation;
  let folder: string;
  /** What the auditor took away earlier: checkpoints, the last one of 400 events. */
  let kept: { note: string; from: string }[];
  let key: string;

  beforeEach(async () => {
    given = await openInstallation();
    folder = mkdtempSync(join(tmpdir(), 'impact-tamper-'));
    kept = [];
    for (const from of ['january', 'february', 'march', 'april']) {
      await given.append(100);
      await given.signAll();
      const published = await publishedCheckpoint(given.database.pool);
      kept.push({ note: published?.text ?? '', from });
      key = published?.verifierKey ?? '';
    }
    await given.append(50);
    await given.signAll();
  });
  afterEach(async () => {
    await given.close();
    rmSync(folder, { recursive: true });
  });

  /** A fresh export, checked by the auditor with nothing but what he kept. */
  async function audit(): Promise<BundleReport> {
    const sources = { pool: given.database.pool, store: given.store, engine: '0.1.0' };
    let text = '';
    for await (const piece of await exportBundle(sources, AUDITOR, {})) text += piece;
    const path = join(folder, 'bundle');
    writeFileSync(path, text);
    return verifyBundle(path, { verifier: parseVerifier(key), earlier: kept });
  }

  const places = ({ faults }: BundleReport) =>
    faults.map(({ step, leafIndex, lastLeaf }) => [step, leafIndex, lastLeaf ?? leafIndex]);
  const positionOf = (leaf: number): number => leaf + 1;

  async function idOf(leaf: number): Promise<string> {
    const { rows } = await given.database.pool.query<{ id: string }>(
      'select id from ledger.event where position = $1',
      [positionOf(leaf)],
    );
    return rows[0]?.id ?? '';
  }

  const flip = (leaf: number): Promise<void> =>
    given.tamper(`update ledger.event set bytes = replace(bytes, '"value":"', '"value":"9') where position = $1`, [
      positionOf(leaf),
    ]);

  /** Nothing in the database says any more what was signed. */
  async function forgetTree(): Promise<void> {
    for (const table of ['tile', 'leaf_run', 'cosignature', 'checkpoint'])
      await given.tamper(`delete from ledger.${table}`);
    await given.tamper(
      'update ledger.tree set size = 0, position = 0, rehashed = 0, refusal = null, refused_at = null, suspect_leaf = null',
    );
  }

  /** As somebody with the signing key and the data folder too: the tree is built anew from the events, and signed. */
  async function signAnew(): Promise<void> {
    await forgetTree();
    await rm(given.kept.place, { force: true });
    await given.signAll();
  }

  it('who does nothing is not accused', async () => {
    expect(await audit()).toMatchObject({ ok: true, faults: [], events: 450, extends: [100, 200, 300, 400] });
  });

  it('flips a byte of an event', async () => {
    const event = await idOf(TARGET);
    await flip(TARGET);
    const report = await audit();
    expect(report.faults).toContainEqual(expect.objectContaining({ step: 'tree', leafIndex: TARGET, event }));
    expect(report.extends).toEqual([100]);
    expect(await given.refusal()).toContain(`leaf ${TARGET}`);
  });

  it('deletes an event', async () => {
    await given.tamper('delete from ledger.event where position = $1', [positionOf(TARGET)]);
    const report = await audit();
    expect(places(report)).toContainEqual(['tree', TARGET, TARGET]);
    expect(report.faults[0]?.message).toContain('events of its stream are missing');
    expect(await given.refusal()).toMatch(new RegExp(`leaf ${TARGET}.* is gone`));
  });

  it('inserts an event, and makes room for it', async () => {
    const at = positionOf(TARGET);
    await given.tamper('update ledger.event set position = -position where position >= $1', [at]);
    await given.tamper('update ledger.event set position = 1 - position where position < 0');
    await given.tamper(
      `insert into ledger.event (position, id, revision, stream, type, bytes)
       select $1::bigint, '0199aaaa-0000-7000-8000-0000000000ff', 0, 'measurement-forged', type,
              regexp_replace(replace(replace(bytes, id::text, '0199aaaa-0000-7000-8000-0000000000ff'), stream, 'measurement-forged'),
                             '"revision":\\d+', '"revision":0')
       from ledger.event where position = $1::bigint - 1`,
      [at],
    );
    const report = await audit();
    expect(report.faults).toContainEqual(
      expect.objectContaining({ step: 'tree', leafIndex: TARGET, event: '0199aaaa-0000-7000-8000-0000000000ff' }),
    );
    expect(await given.refusal()).toContain(`leaf ${TARGET}`);
  });

  it('puts two events in each other’s place', async () => {
    const [one, other] = [positionOf(TARGET), positionOf(TARGET + 7)];
    await given.tamper(
      'update ledger.event set position = case position when $1 then -$2::bigint else -$1::bigint end where position in ($1, $2)',
      [one, other],
    );
    await given.tamper('update ledger.event set position = -position where position < 0');
    const report = await audit();
    const found = report.faults.find(({ step }) => step === 'tree');
    expect(found?.leafIndex).toBe(TARGET);
    expect(found?.message).toContain(`leaves ${TARGET} and ${TARGET + 7} changed places`);
    expect(await given.refusal()).toContain(`leaf ${TARGET}`);
  });

  it('cuts events off the end', async () => {
    await given.tamper('delete from ledger.event where position > $1', [positionOf(379)]);
    const report = await audit();
    expect(places(report)).toEqual([
      ['tree', 380, 449],
      ['consistency', 380, 399],
    ]);
    expect(await given.refusal()).toContain('leaf 380');
  });

  it('rolls the whole database back, tree and checkpoints too', async () => {
    await given.tamper('delete from ledger.event where position > 300');
    await given.tamper('update ledger.head set position = 300');
    await forgetTree();
    expect(await given.refusal()).toContain('450 were signed');
    await signAnew();
    const report = await audit();
    expect(report).toMatchObject({ events: 300, extends: [100, 200, 300] });
    expect(places(report)).toEqual([['consistency', 300, 399]]);

    // And goes on as if nothing had been, until the log is longer than the one that was signed.
    await given.append(200);
    await given.signAll();
    expect(places(await audit())).toEqual([['consistency', 300, 399]]);
  });

  it('rewrites history and signs it with the key of the log', async () => {
    await flip(TARGET);
    expect(await given.refusal()).toContain(`leaf ${TARGET}`);
    await forgetTree();
    // The copy outside the database remembers: who has the database and the key alone gets nothing signed.
    expect(await given.refusal()).toContain('the past was changed');
    await signAnew();
    const report = await audit();
    // The bundle is sound in itself: what was kept before tells, and between which checkpoints.
    expect(report.checkpoint?.size).toBe(450);
    expect(places(report)).toEqual([
      ['consistency', 100, 199],
      ['consistency', 100, 299],
      ['consistency', 100, 399],
    ]);
    expect(report.extends).toEqual([100]);
  });

  it('swaps two checkpoints', async () => {
    await given.tamper(
      `update ledger.checkpoint as c set note = o.note from ledger.checkpoint as o
       where (c.size, o.size) in ((450, 200), (200, 450))`,
    );
    const report = await audit();
    expect(report.faults[0]?.step).toBe('checkpoint');
    expect(report.faults[0]?.message).toContain('another checkpoint stands in its place');
    expect(places(report)).toContainEqual(['consistency', 200, 399]);
    expect(await given.refusal()).toContain('they were exchanged');
  });
});
