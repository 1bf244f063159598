import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { keptMasterKey, keptSigningKey } from './kept-key.js';

describe('keptMasterKey', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'impact-key-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('makes a key once, readable by its owner only, and finds it again', () => {
    const first = keptMasterKey(folder);
    expect(first).toMatchObject({ created: true, path: join(folder, 'master.key') });
    expect(first.key).toHaveLength(32);
    expect(statSync(first.path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['master.key']);
    expect(keptMasterKey(folder)).toEqual({ ...first, created: false });
  });

  test('keeps the key that signs the log beside it, another one', () => {
    const signing = keptSigningKey(folder);
    expect(signing).toMatchObject({ created: true, path: join(folder, 'signing.key') });
    expect(statSync(signing.path).mode & 0o777).toBe(0o600);
    expect(keptMasterKey(folder).key).not.toEqual(signing.key);
    expect(keptSigningKey(folder)).toEqual({ ...signing, created: false });
  });

  test('makes a different key elsewhere', () => {
    const other = mkdtempSync(join(tmpdir(), 'impact-key-'));
    expect(keptMasterKey(other).key).not.toEqual(keptMasterKey(folder).key);
    rmSync(other, { recursive: true });
  });

  test.each(['', 'c2hvcnQ='])('never replaces a damaged key (%j)', (content) => {
    writeFileSync(join(folder, 'master.key'), content);
    expect(() => keptMasterKey(folder)).toThrow(/does not hold 32 bytes in base64: restore it from a backup/);
  });
});
