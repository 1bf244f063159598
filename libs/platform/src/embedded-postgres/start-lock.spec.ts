import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { identityOf, isStillRunning } from './processes.js';
import { withStartLock } from './start-lock.js';

describe('the start lock', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'impact-lock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('lets one at a time work, tells the others whom they wait for, and leaves nothing behind', async () => {
    let inside = 0;
    let most = 0;
    const messages: string[] = [];
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside -= 1;
    };
    const lock = join(folder, 'lock');
    await Promise.all([1, 2, 3, 4].map(() => withStartLock(lock, (message) => messages.push(message), work)));
    expect(most).toBe(1);
    expect(messages[0]).toContain(`process ${process.pid}`);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is given back when the work fails', async () => {
    const lock = join(folder, 'lock');
    await expect(
      withStartLock(
        lock,
        () => undefined,
        () => Promise.reject(new Error('no')),
      ),
    ).rejects.toThrow('no');
    expect(
      await withStartLock(
        lock,
        () => undefined,
        () => Promise.resolve('yes'),
      ),
    ).toBe('yes');
  });

  test.each([
    ['a process that is gone', () => `${spawnSync('true').pid}-12345`],
    ['an earlier process that had our number', () => `${process.pid}-12345`],
  ])('is taken over from %s', async (_, holder) => {
    const lock = join(folder, 'lock');
    writeFileSync(lock, holder());
    expect(
      await withStartLock(
        lock,
        () => undefined,
        () => Promise.resolve('in'),
      ),
    ).toBe('in');
  });

  test('is taken over although the one who took it over before was killed doing so', async () => {
    const lock = join(folder, 'lock');
    writeFileSync(lock, '999999999-1');
    writeFileSync(`${lock}.breaking`, '');
    utimesSync(`${lock}.breaking`, new Date(0), new Date(0));
    expect(
      await withStartLock(
        lock,
        () => undefined,
        () => Promise.resolve('in'),
      ),
    ).toBe('in');
  });
});

test('a process is told apart from a later one with its number', () => {
  expect(isStillRunning(identityOf(process.pid))).toBe(true);
  expect(isStillRunning(`${process.pid}-1`)).toBe(false);
  expect(isStillRunning('')).toBe(false);
});
