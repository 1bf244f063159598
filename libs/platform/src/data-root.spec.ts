import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { resolveDataRoot, resolveScratch } from './data-root.js';

describe('resolveDataRoot', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'impact-root-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('takes the configured folder and makes it, closed to the eyes of others', () => {
    const { path, reason } = resolveDataRoot('deep/inside', folder);
    expect(path).toBe(join(folder, 'deep/inside'));
    expect(reason).toContain('IMPACT_DATA');
    expect(statSync(path).mode & 0o066).toBe(0);
  });

  test('takes .impact in the working folder when nothing is configured', () => {
    expect(resolveDataRoot(undefined, folder).path).toBe(join(folder, '.impact'));
  });

  // A file in the folder's place cannot be written for root either, which a permission could not show.
  test('falls back to a folder of the system, the same each time, and says why', () => {
    writeFileSync(join(folder, '.impact'), '');
    const system = join(folder, 'system');
    const { path, reason } = resolveDataRoot(undefined, folder, system);
    expect(path).toMatch(/system\/[0-9a-f]{16}$/);
    expect(reason).toContain(`${join(folder, '.impact')} cannot be written (EEXIST)`);
    expect(resolveDataRoot(undefined, folder, system).path).toBe(path);
  });

  test('never replaces a configured folder by another', () => {
    writeFileSync(join(folder, 'taken'), '');
    expect(() => resolveDataRoot('taken', folder)).toThrow(
      /IMPACT_DATA is .*taken, which cannot be written \(EEXIST\)/,
    );
  });

  test('says what to set when there is no place at all', () => {
    writeFileSync(join(folder, '.impact'), '');
    writeFileSync(join(folder, 'system'), '');
    expect(() => resolveDataRoot(undefined, folder, join(folder, 'system'))).toThrow(
      /Set IMPACT_DATA to a folder you can write/,
    );
  });
});

describe('resolveScratch', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'impact-scratch-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('makes the configured folder, for its owner alone; without one the vault chooses', () => {
    const path = resolveScratch('deep/inside', folder);
    expect(path).toBe(join(folder, 'deep/inside'));
    expect(statSync(path!).mode & 0o777).toBe(0o700);
    expect(resolveScratch(undefined, folder)).toBeUndefined();
  });

  test('names the variable, the folder and what to do when it cannot be written', () => {
    writeFileSync(join(folder, 'taken'), '');
    expect(() => resolveScratch('taken/inside', folder)).toThrow(
      `IMPACT_SCRATCH is ${join(folder, 'taken/inside')}, which cannot be written (ENOTDIR): make it writable or name another folder`,
    );
  });
});
