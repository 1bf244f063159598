import { readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { startPostgres } from '@impact-ledger/platform';
import { cleanUp, isAlive, newDataRoot, postmaster, query, supervise } from './harness.js';

jest.setTimeout(60_000);
afterEach(() => cleanUp());

const start = (dataRoot: string) => startPostgres({ dataRoot, settings: { fsync: 'off' } });

describe('a new database', () => {
  test('is UTF-8 with the builtin locale, whatever LANG says', async () => {
    const { server, child, ended } = await supervise(newDataRoot(), {
      env: { LANG: '', LC_ALL: '', LC_CTYPE: 'xx_XX' },
    });
    const [row] = await query(
      server.url,
      `select pg_encoding_to_char(encoding) as encoding, datlocprovider as provider, datlocale as locale,
              upper('œuvre été') as upper, current_setting('timezone') as zone
         from pg_database where datname = current_database()`,
    );
    expect(row).toEqual({ encoding: 'UTF8', provider: 'b', locale: 'C.UTF-8', upper: 'ŒUVRE ÉTÉ', zone: 'UTC' });
    child.kill('SIGTERM');
    expect((await ended()).code).toBe(0);
  });

  test('asks everybody for the password and keeps it from other accounts', async () => {
    const dataRoot = newDataRoot();
    const server = await start(dataRoot);
    const home = dirname(server.dataFolder);
    const wrong = new URL(server.url);
    wrong.password = 'guess';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/);
    expect(await query(server.url, `select distinct auth_method from pg_hba_file_rules`)).toEqual([
      { auth_method: 'scram-sha-256' },
    ]);
    for (const file of ['password', 'port', 'server.log'])
      expect([file, statSync(join(home, file)).mode & 0o777]).toEqual([file, 0o600]);
    expect(statSync(server.dataFolder).mode & 0o777).toBe(0o700);
    expect(readdirSync(home).filter((name) => name.includes('building'))).toEqual([]);
    const password = decodeURIComponent(new URL(server.url).password);
    expect(readFileSync(join(home, 'server.log'), 'utf8')).not.toContain(password);
    await server.stop();
  });

  test('listens on the loopback interface only', async () => {
    const server = await start(newDataRoot());
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address && !address.internal && address.family === 'IPv4');
    expect(
      await query(
        server.url,
        `select current_setting('listen_addresses') as a, current_setting('unix_socket_directories') as s`,
      ),
    ).toEqual([{ a: '127.0.0.1', s: '' }]);
    if (outside) expect(await answers(outside.address, Number(new URL(server.url).port))).toBe(false);
    await server.stop();
  });
});

describe('stopping', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s at the terminal reaches us, not the server: we drain first, then stop it',
    async (signal) => {
      const { child, server, ended } = await supervise(newDataRoot());
      const pid = postmaster(server.dataFolder) ?? 0;
      // The whole process group, as a terminal does on Ctrl-C.
      process.kill(-(child.pid ?? 0), signal);
      const { code, last } = await ended();
      expect(code).toBe(0);
      expect(last?.drained).toBe(true);
      expect(isAlive(pid)).toBe(false);
      expect(postmaster(server.dataFolder)).toBeUndefined();
      const log = readFileSync(join(dirname(server.dataFolder), 'server.log'), 'utf8');
      expect(log).toContain('database system is shut down');
      expect(log).not.toContain('not properly shut down');
    },
  );

  test('twice is harmless, and so is stopping a server that somebody stopped already', async () => {
    const server = await start(newDataRoot());
    process.kill(postmaster(server.dataFolder) ?? 0, 'SIGINT');
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    expect(postmaster(server.dataFolder)).toBeUndefined();
  });
});

describe('two starts at once on one folder', () => {
  test('make one database and one server; the last to leave stops it', async () => {
    const dataRoot = newDataRoot();
    const [one, two] = await Promise.all([supervise(dataRoot), supervise(dataRoot)]);
    expect([one.server.adopted, two.server.adopted].sort()).toEqual([false, true]);
    expect(one.server.url).toBe(two.server.url);
    const pid = postmaster(one.server.dataFolder) ?? 0;

    one.child.kill('SIGTERM');
    const first = await one.ended();
    expect(first.last?.messages.join('\n')).toContain(`left running for process ${two.child.pid}`);
    expect(isAlive(pid)).toBe(true);
    expect(await query(two.server.url, 'select 1 as one')).toEqual([{ one: 1 }]);

    two.child.kill('SIGTERM');
    await two.ended();
    expect(isAlive(pid)).toBe(false);
  });
});

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    socket.once('connect', () => resolve((socket.destroy(), true)));
    socket.once('error', () => resolve(false));
    socket.once('timeout', () => resolve((socket.destroy(), false)));
  });
}
