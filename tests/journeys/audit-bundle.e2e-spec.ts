import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { StudyDetail } from '@impact-ledger/readmodel';
import { createMachine, type Machine } from './impact.js';

const VERIFIER = fileURLToPath(new URL('../../dist/impact-verify.mjs', import.meta.url));
/** An older Node than the one that runs the rest, where the machine has one. */
const NODES = [process.execPath, ...['/usr/bin/node'].filter((path) => existsSync(path))];

interface Ended {
  readonly code: number;
  readonly text: string;
}

const ran = (node: string, folder: string, ...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    // Nothing of our environment, nothing but what lies in the folder.
    execFile(node, ['impact-verify.mjs', ...args], { cwd: folder, env: {} }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, text: stdout + stderr }),
    );
  });

describe('the audit bundle of a published figure', () => {
  const root = mkdtempSync(join(tmpdir(), 'impact-audit-'));
  const machines: Machine[] = [];
  let auditor: Machine;
  let url: string;
  let run: string;

  const json = async <Answer>(on: Machine, ...args: string[]): Promise<Answer> => {
    const { code, data, messages } = await on.impact(...args).ended;
    if (code !== 0) throw new Error(`impact ${args.join(' ')} ended with ${code}:\n${messages}`);
    return JSON.parse(data) as Answer;
  };

  beforeAll(async () => {
    const server = createMachine({ PORT: '0' });
    machines.push(server);
    const demo = server.impact('demo');
    await demo.says('API reference');
    url = new URL(/^API reference\s+(\S+)$/m.exec(demo.data())?.[1] ?? '').origin;
    const inside = { IMPACT_DATA: join(server.folder, 'demo') };
    const operator = createMachine(inside);
    machines.push(operator);
    const token = ['token', 'create', '--account', 'nora', '--role', 'auditor', '--json'];
    const { secret } = await json<{ secret: string }>(operator, ...token);
    auditor = createMachine({ IMPACT_URL: url, IMPACT_TOKEN: secret });
    machines.push(auditor);
    run = (await json<StudyDetail>(auditor, 'study', 'show', 'nsw-randomised', '--json')).run?.run ?? '';
  }, 300_000);
  afterAll(async () => {
    for (const each of machines.reverse()) await each.clear();
    rmSync(root, { recursive: true, force: true });
  }, 60_000);

  /** An empty folder, but for the checker, the bundle and the key. */
  async function handedOver(name: string, ...scope: string[]): Promise<string> {
    const folder = join(root, name);
    mkdirSync(folder);
    const { code, messages } = await auditor.impact('export', '--audit', ...scope, '--out', join(folder, 'bundle.txt'))
      .ended;
    if (code !== 0) throw new Error(messages);
    copyFileSync(VERIFIER, join(folder, 'impact-verify.mjs'));
    const key = await fetch(`${url}/.well-known/impact-ledger/key`);
    writeFileSync(join(folder, 'log.key'), await key.text());
    return folder;
  }

  test('checks out with the checker, the bundle and the key alone, and not once a digit is another', async () => {
    const folder = await handedOver('figure', '--figure', run);
    for (const node of NODES) {
      const { code, text } = await ran(node, folder, 'bundle.txt', '--key', 'log.key');
      expect({ code, text }).toMatchObject({
        code: 0,
        text: expect.stringContaining('positive, evidence grade 5') as unknown,
      });
      expect(text).toContain(`run ${run}`);
    }
    const bundle = readFileSync(join(folder, 'bundle.txt'), 'utf8');
    const line = bundle.split('\n').findIndex((each) => each.includes('"type":"StudyRunCompleted"')) + 1;
    writeFileSync(join(folder, 'bundle.txt'), bundle.replaceAll(/"value":0\.1106\d*/g, '"value":0.2106'));
    const forged = await ran(process.execPath, folder, 'bundle.txt', '--key', 'log.key');
    expect(forged.code).toBe(3);
    expect(forged.text).toContain(`line ${line}`);
    expect(forged.text).toContain('is not the one whose hash it states');
  }, 120_000);

  test('of the whole log, too, against a checkpoint kept before; `impact verify` says the same', async () => {
    const folder = await handedOver('ledger');
    const checkpoint = await fetch(`${url}/.well-known/impact-ledger/checkpoint`);
    writeFileSync(join(folder, 'kept.txt'), await checkpoint.text());
    const later = await handedOver('later', '--study', 'nsw-randomised', '--checkpoint', join(folder, 'kept.txt'));
    for (const place of [folder, later]) {
      const args = [
        join(place, 'bundle.txt'),
        '--key',
        join(place, 'log.key'),
        '--checkpoint',
        join(folder, 'kept.txt'),
      ];
      const alone = await ran(process.execPath, place, ...args);
      expect(alone).toMatchObject({ code: 0 });
      const { code, data } = await auditor.impact('verify', ...args).ended;
      expect({ code, text: data }).toEqual(alone);
    }
    const usage = await ran(process.execPath, folder, 'bundle.txt');
    expect(usage.code).toBe(2);
  }, 120_000);

  test('is for auditors, and for figures that were published', async () => {
    const nobody = createMachine({ IMPACT_URL: url, IMPACT_TOKEN: 'impact_none' });
    machines.push(nobody);
    expect((await nobody.impact('export', '--audit').ended).code).toBe(1);
    const { run: refused } = await json<StudyDetail>(auditor, 'study', 'show', 'nsw-cohort', '--json');
    expect(refused?.status).toBe('refused');
    const { code, messages } = await auditor.impact('export', '--audit', '--figure', refused?.run ?? '').ended;
    expect(code).toBe(1);
    expect(messages).toContain('is not published');
  }, 120_000);
});
