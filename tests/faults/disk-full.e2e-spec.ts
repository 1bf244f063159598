import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { table } from '../../apps/worker/src/testing/trial.js';
import { givenProduct } from '../crash/given.js';
import { createStack, until, type Stack } from '../crash/stack.js';

const mount = (...args: string[]): boolean => spawnSync('mount', args).status === 0;

/** A disk of its own for the vault needs leave to mount one: root, on Linux. Elsewhere the test is skipped, and counted. */
const mayMount = ((): boolean => {
  const folder = mkdtempSync(join(tmpdir(), 'impact-mount-'));
  const mounted = mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder);
  if (mounted) spawnSync('umount', [folder]);
  rmSync(folder, { recursive: true });
  return mounted;
})();

(mayMount ? describe : describe.skip)('a disk that is full under the vault', () => {
  let stack: Stack;
  let vault: string;
  let token: string;
  beforeAll(async () => {
    stack = await createStack();
    vault = join(stack.dataRoot, 'vault');
    mkdirSync(vault, { mode: 0o700 });
    expect(mount('-t', 'tmpfs', '-o', 'size=256k,mode=700', 'tmpfs', vault)).toBe(true);
    await stack.startApi();
    await stack.startWorker();
    token = await stack.token('ada', 'admin');
    await givenProduct(stack, token);
  }, 120_000);
  afterAll(async () => {
    spawnSync('umount', ['-l', vault]);
    await stack.close();
  });

  const send = async (dataset: string, persons: number, key: string) => {
    const form = new FormData();
    const declaration = {
      dataset,
      product: 'bonne-boite',
      name: 'simulated persons',
      source: 'fault test',
      extractedOn: '2026-01-31',
      quality: 90,
      pseudonymised: ['person'],
    };
    form.set('declaration', JSON.stringify(declaration));
    form.set('file', new Blob([table(persons)], { type: 'text/csv' }), 'people.csv');
    const response = await fetch(`${stack.url}/v1/datasets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'idempotency-key': key },
      body: form,
    });
    return { status: response.status, body: (await response.json()) as { detail?: string; position?: string } };
  };
  const stored = (): string[] =>
    readdirSync(join(vault, 'data'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
  const eventsOf = async (dataset: string): Promise<number> =>
    (await stack.store.readStream(`dataset-${dataset}`).catch(() => [])).length;

  test('an upload is refused with what to do, nothing is half stored, and the same one works once there is space', async () => {
    expect((await send('small', 60, 'small')).status).toBe(201);
    const before = stored();
    expect(before).toHaveLength(1);

    // Room for the keys and for the beginning of the file; then for nothing at all.
    const tooLarge = await send('large', 12_000, 'large');
    expect([tooLarge.status, tooLarge.body.detail]).toEqual([507, expect.stringContaining('Free some')]);
    expect(stored()).toEqual(before);
    expect(() => writeFileSync(join(vault, 'filler'), Buffer.alloc(1_000_000))).toThrow('ENOSPC');
    const noRoom = await send('another', 60, 'another');
    expect([noRoom.status, noRoom.body.detail]).toEqual([507, expect.stringContaining('Free some')]);
    expect(stored()).toEqual(before);
    expect([await eventsOf('large'), await eventsOf('another')]).toEqual([0, 0]);

    // What needs no disk goes on meanwhile.
    expect((await fetch(`${stack.url}/ready`)).status).toBe(200);

    rmSync(join(vault, 'filler'));
    expect(mount('-o', 'remount,size=16m', vault)).toBe(true);
    for (const [dataset, persons] of [
      ['large', 12_000],
      ['another', 60],
    ] as const) {
      const { status, body } = await send(dataset, persons, dataset);
      expect([status, body.detail]).toEqual([201, undefined]);
      expect(await eventsOf(dataset)).toBe(1);
    }
    expect(stored()).toHaveLength(3);
    await until(async () => (await fetch(`${stack.url}/ready`)).ok, 'the read models to follow');
  }, 120_000);
});
