import { afterAll, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createVault, type Vault } from '@impact-ledger/ledger';
import { keptMasterKey } from '@impact-ledger/platform';
import { createMachine } from './impact.js';

const SETS = 2000;

const on = createMachine();
afterAll(() => on.clear());

const vaultWith = (masterKey: Uint8Array): Vault => createVault({ folder: join(on.folder, 'vault'), masterKey });
const set = (index: number): string => `set-${index}`;

test('a rotation of the master key that is killed goes on where it was; then the old key opens nothing', async () => {
  const old = keptMasterKey(on.folder).key;
  const before = vaultWith(old);
  const keys: Buffer[] = [];
  for (let index = 0; index < SETS; index += 1) keys.push(await before.pseudonymKey(set(index)));
  const folder = join(on.folder, 'vault', 'keys');
  const wrappers = (): Set<string> =>
    new Set(
      readdirSync(folder)
        .filter((name) => name.endsWith('.key.json') && !name.startsWith('.'))
        .map((name) => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { masterKeyId: string }).masterKeyId),
    );

  const first = on.impact('keys', 'rotate', '--json');
  while (wrappers().size < 2 && first.child.exitCode === null) await pause(5);
  first.child.kill('SIGKILL');
  await first.ended;
  expect(first.data()).toBe('');
  // Each key is wrapped by the one or the other, never by none; the installation still has the old one.
  expect(wrappers().size).toBe(2);
  expect(Buffer.from(keptMasterKey(on.folder).key).equals(Buffer.from(old))).toBe(true);
  expect(existsSync(join(on.folder, 'master.key.next'))).toBe(true);

  const { code, data, messages } = await on.impact('keys', 'rotate', '--json').ended;
  expect([code, code === 0 ? '' : messages]).toEqual([0, '']);
  const { rewrapped, already } = JSON.parse(data) as { rewrapped: number; already: number };
  expect(rewrapped + already).toBe(SETS);
  expect(already).toBeGreaterThan(0);
  expect(wrappers().size).toBe(1);
  expect(readdirSync(folder).filter((name) => !name.endsWith('.key.json'))).toEqual([]);
  const after = vaultWith(keptMasterKey(on.folder).key);
  for (let index = 0; index < SETS; index += 97) {
    expect((await after.pseudonymKey(set(index))).equals(keys[index] ?? Buffer.alloc(0))).toBe(true);
  }
  await expect(before.pseudonymKey(set(0))).rejects.toMatchObject({ kind: 'wrong_master_key' });
}, 120_000);
