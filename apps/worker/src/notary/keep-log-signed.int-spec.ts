import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { logStatus, publishedCheckpoint } from '@impact-ledger/ledger';
import { createLogger } from '@impact-ledger/platform';
import { openCheckpoint, parseVerifier } from '@impact-ledger/proof';
import { openInstallation, until, type Installation } from '../../../../tests/support/signed-installation.js';
import type { Settings } from '../settings.js';
import { keepLogSigned } from './keep-log-signed.js';

describe('the notary of a worker', () => {
  let given: Installation;
  let settings: Settings;
  let written: string;
  let running: Promise<void>;
  let stopping: AbortController;
  beforeEach(async () => {
    given = await openInstallation();
    written = '';
    settings = {
      databaseUrl: given.database.url,
      redisUrl: undefined,
      dataRoot: given.folder,
      masterKey: new Uint8Array(32),
      signingKey: new Uint8Array(32).fill(2),
      scratch: undefined,
      publicUrl: undefined,
      anchorFile: join(given.folder, 'anchors.txt'),
      witness: undefined,
      logLevel: 'info',
    };
  });
  afterEach(async () => {
    stopping.abort();
    await running;
    await given.close();
  });

  const start = (): void => {
    stopping = new AbortController();
    const destination = new Writable({
      write: (chunk, _encoding, done) => {
        written += String(chunk);
        done();
      },
    });
    const log = createLogger({ name: 'worker', destination });
    const { store } = given;
    running = keepLogSigned(settings, { pool: given.database.pool, store, signal: stopping.signal, log });
  };
  const signed = (size: number) =>
    until(async () => {
      const found = await publishedCheckpoint(given.database.pool);
      return found?.size === size ? found : undefined;
    });

  test('signs what is recorded, under a name of its own, and remembers it in the data folder and the anchor', async () => {
    await given.append(5);
    start();
    const { text, verifierKey } = await signed(5);
    expect(openCheckpoint(text, parseVerifier(verifierKey)).origin).toMatch(/^impact-ledger\/[0-9a-f]{16}$/);
    expect(await readFile(join(given.folder, 'log', 'checkpoint'), 'utf8')).toBe(text);
    await until(async () => (await readFile(settings.anchorFile ?? '', 'utf8').catch(() => '')) === `${text}\n`);
  });

  test('takes its name from the public address, and signs on after its connections were cut', async () => {
    settings = { ...settings, publicUrl: 'https://impact.example.org/ledger' };
    await given.append(5);
    start();
    expect((await signed(5)).origin).toBe('impact.example.org/ledger/.well-known/impact-ledger');
    await given.database.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await given.append(5).catch(() => given.append(5));
    const { rows } = await given.database.pool.query<{ n: string }>('select count(*) as n from ledger.event');
    await signed(Number(rows[0]?.n));
  });

  test('says loudly that it signs no more, and why', async () => {
    await given.append(5);
    start();
    await signed(5);
    stopping.abort();
    await running;
    await given.tamper(`update ledger.event set bytes = bytes || ' ' where position = 4`);
    start();
    await until(async () => (await logStatus(given.database.pool)).refusal ?? undefined);
    await until(async () => written.includes('the log is not signed any more'));
    const line = written.split('\n').find((one) => one.includes('not signed any more'));
    expect(JSON.parse(line ?? '')).toMatchObject({ level: 'error', kind: 'event-changed', leaf: 3 });
  });
});
