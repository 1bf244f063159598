import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Scratch } from './scratch.js';

const ELSEWHERE = '00000000';
const NONCE = '0123456789ab';
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

describe('sweeping the scratch folder', () => {
  let home: string;
  let scratch: Scratch;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'scratch-'));
    scratch = new Scratch(home);
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  /** Machine, boot, container, process, its start and a nonce: how this process names a folder. */
  const ownName = (): Promise<string[]> => scratch.use(async (folder) => basename(folder).split('-'));
  const left = (parts: readonly (string | number)[], ageMs: number): string => {
    const name = parts.join('-');
    const touched = (Date.now() - ageMs) / 1000;
    mkdirSync(join(home, name));
    utimesSync(join(home, name), touched, touched);
    return name;
  };

  test('removes what dead processes left, a minute ago as well, and nothing of the living', async () => {
    const [machine, boot, container] = (await ownName()) as [string, string, string];
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    left([machine, boot, container, dead, 1, NONCE], MINUTE);
    const reused = left([machine, boot, container, process.pid, 1, NONCE], MINUTE);
    await scratch.use(async (folder) => {
      utimesSync(folder, 0, 0);
      await new Scratch(home).sweep();
      // Only Linux tells that the number is another process's now.
      expect(readdirSync(home).sort()).toEqual(
        [basename(folder), ...(process.platform === 'linux' ? [] : [reused])].sort(),
      );
    });
  });

  test('removes what was left before this machine started again', async () => {
    const [machine, , container] = await ownName();
    left([machine!, ELSEWHERE, container!, process.pid, 1, NONCE], MINUTE);
    await scratch.sweep();
    expect(readdirSync(home)).toEqual([]);
  });

  test('leaves what other machines and containers use, whose numbers mean nothing here, until it is a day old', async () => {
    const [machine, boot, container, , start] = (await ownName()) as [string, string, string, string, string];
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const owners = [
      [ELSEWHERE, boot, container, dead, start],
      [machine, boot, ELSEWHERE, dead, start],
      // As an earlier release named it: whose number it is, nobody knows.
      [dead, start],
    ];
    const young = owners.map((owner) => left([...owner, NONCE], DAY - MINUTE));
    for (const [index, owner] of owners.entries()) left([...owner, `${index}`.repeat(12)], DAY + MINUTE);
    await scratch.sweep();
    expect(readdirSync(home).sort()).toEqual(young.sort());
  });

  test('removes what has become a day old with the next use as well', async () => {
    left([ELSEWHERE, ELSEWHERE, ELSEWHERE, 1, 1, NONCE], DAY + MINUTE);
    await scratch.use(async (folder) => expect(readdirSync(home)).toEqual([basename(folder)]));
  });

  test('leaves alone what it did not name', async () => {
    left(['lost+found'], 2 * DAY);
    await scratch.sweep();
    expect(readdirSync(home)).toEqual(['lost+found']);
  });
});
