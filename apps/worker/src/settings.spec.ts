import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from './settings.js';

describe('the settings of a worker', () => {
  const before = { ...process.env };
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'impact-settings-'));
    Object.assign(process.env, { DATABASE_URL: 'postgres://localhost/impact', IMPACT_DATA: folder });
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    rmSync(folder, { recursive: true, force: true });
  });

  test('the folder for decrypted copies is there when it starts; empty is as if not set', () => {
    process.env['IMPACT_SCRATCH'] = join(folder, 'scratch');
    expect(readSettings().scratch).toBe(join(folder, 'scratch'));
    expect(statSync(join(folder, 'scratch')).isDirectory()).toBe(true);
    process.env['IMPACT_SCRATCH'] = '';
    expect(readSettings().scratch).toBeUndefined();
  });

  test('one that cannot be written stops the start, by its name', () => {
    const taken = join(folder, 'taken');
    writeFileSync(taken, '');
    process.env['IMPACT_SCRATCH'] = taken;
    expect(readSettings).toThrow(`IMPACT_SCRATCH is ${taken}, which cannot be written (EEXIST)`);
  });
});
