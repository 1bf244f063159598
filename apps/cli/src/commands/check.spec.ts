import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { protocol } from '@impact-ledger/domain/testing';
import { fingerprint } from '@impact-ledger/ledger';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'check-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** `impact study check` from source, without a ledger. */
function check(content: unknown, ...flags: string[]) {
  const file = join(folder, 'protocol.json');
  writeFileSync(file, JSON.stringify(content));
  const args = [
    '--import',
    './tests/support/typescript.mjs',
    './apps/cli/src/main.ts',
    'study',
    'check',
    file,
    ...flags,
  ];
  const child = spawn(process.execPath, args, { cwd: root, env: { PATH: process.env['PATH'] }, stdio: 'pipe' });
  let [data, messages] = ['', ''];
  child.stdout.on('data', (chunk) => (data += String(chunk)));
  child.stderr.on('data', (chunk) => (messages += String(chunk)));
  return new Promise<{ code: number | null; data: string; messages: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, data, messages })),
  );
}

describe('impact study check', () => {
  test('gives a valid protocol the hash it will be known by', async () => {
    expect(await check(protocol)).toMatchObject({ code: 0, data: `${fingerprint(protocol)}\n` });
  });

  test('explains each fault with its place: immortal time, a covariate of the future, alpha overspent', async () => {
    const [covariate] = protocol.covariates;
    const faulty = {
      ...protocol,
      arms: { ...protocol.arms, known: 'after_time_zero' },
      covariates: [{ ...covariate, measured: 'after_time_zero' }],
      looks: { kind: 'group_sequential', spending: 'pocock', informationMax: 100, fractions: [0.5, 1, 1.5] },
    };
    const { code, data, messages } = await check(faulty);
    expect([code, data]).toEqual([2, '']);
    expect(messages).toMatch(/\/arms\/known .*\(immortal time\)/);
    expect(messages).toMatch(/\/covariates\/0\/measured .*Remove it, or use its value before time zero/);
    expect(messages).toMatch(/\/looks\/fractions\/2 .*overspend alpha/);
    const told = JSON.parse((await check(faulty, '--json')).data) as { faults: { pointer: string }[] };
    expect(told).toMatchObject({ valid: false, hash: null });
    expect(told.faults.map(({ pointer }) => pointer)).toEqual([
      '/covariates/0/measured',
      '/arms/known',
      '/looks/fractions/2',
    ]);
  });

  test('names what has not the shape of a protocol', async () => {
    const design = { design: 'randomised', allocation: { treatedShare: 'half' } };
    const { code, messages } = await check({ ...protocol, ...design, alpha: 2, 'a/b': 1 });
    expect(code).toBe(2);
    expect(messages).toContain('/alpha must be below 0.5\n');
    expect(messages).toContain('/allocation/treatedShare must be a number, and is text\n');
    expect(messages).toContain('/a~1b is not a field we know: remove it, or correct its name\n');
    expect((await check([])).messages).toContain('it must be an object, and is a list\n');
  });
});
