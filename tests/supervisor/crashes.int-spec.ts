import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { startPostgres } from '@impact-ledger/platform';
import { cleanUp, idOf, isAlive, isRoot, newDataRoot, postmaster, query, supervise, until } from './harness.js';

jest.setTimeout(60_000);
afterEach(() => cleanUp());

/** Durable, unlike the other tests: these are about what survives. */
const start = (dataRoot: string, messages: string[] = []) =>
  startPostgres({ dataRoot, onProgress: (message) => messages.push(message) });

describe('after kill -9 of PostgreSQL', () => {
  test('the next start repairs the database, and what was committed is there', async () => {
    const dataRoot = newDataRoot();
    const first = await start(dataRoot);
    await query(first.url, 'create table kept as select generate_series(1, 1000) as n');
    const pid = postmaster(first.dataFolder) ?? 0;
    process.kill(pid, 'SIGKILL');
    await until(() => !isAlive(pid));
    expect(postmaster(first.dataFolder)).toBe(pid);

    const messages: string[] = [];
    const second = await start(dataRoot, messages);
    expect(second.adopted).toBe(false);
    expect(postmaster(second.dataFolder)).not.toBe(pid);
    expect(await query(second.url, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }]);
    expect(readFileSync(join(dataRoot, 'postgres/server.log'), 'utf8')).toContain('was not properly shut down');
    await second.stop();
    expect(postmaster(second.dataFolder)).toBeUndefined();
  });
});

describe('after kill -9 of the supervising process', () => {
  test('the server lives on; the next start adopts it, and its stop stops it', async () => {
    const dataRoot = newDataRoot();
    const { child, server, ended } = await supervise(dataRoot);
    await query(server.url, 'create table kept as select 1 as n');
    const pid = postmaster(server.dataFolder) ?? 0;
    child.kill('SIGKILL');
    await ended();
    expect(isAlive(pid)).toBe(true);

    const messages: string[] = [];
    const next = await start(dataRoot, messages);
    expect(next).toMatchObject({ adopted: true, url: server.url });
    expect(postmaster(next.dataFolder)).toBe(pid);
    expect(messages.join('\n')).toContain(`already running on ${server.dataFolder} (process ${pid}`);
    expect(await query(next.url, 'select n from kept')).toEqual([{ n: 1 }]);
    await next.stop();
    expect(isAlive(pid)).toBe(false);
  });

  test('a start that was killed while it held the lock does not block the next one', async () => {
    const dataRoot = newDataRoot();
    await (await start(dataRoot)).stop();
    const gone = spawn('true');
    await once(gone, 'exit');
    writeFileSync(join(dataRoot, 'postgres/start.lock'), `${gone.pid}-1`);
    const server = await start(dataRoot);
    expect(server.adopted).toBe(false);
    await server.stop();
  });
});

describe('a postmaster.pid left by a dead server', () => {
  test('that names a live process which is no PostgreSQL: the process is named and left alone, the server starts', async () => {
    const dataRoot = newDataRoot();
    const first = await start(dataRoot);
    const pidFile = join(first.dataFolder, 'postmaster.pid');
    const left = readFileSync(pidFile, 'utf8');
    await first.stop();
    // Of the server's own account: only then does PostgreSQL by itself take it for a live server and refuse.
    const sleeper = spawn('sleep', ['3600'], isRoot ? idOf('impact-ledger') : {});
    try {
      writeFileSync(pidFile, left.replace(/^\d+/, String(sleeper.pid)));
      const messages: string[] = [];
      const server = await start(dataRoot, messages);
      expect(messages.join('\n')).toContain(`process ${sleeper.pid} (sleep 3600), which is not PostgreSQL`);
      expect(sleeper.exitCode).toBeNull();
      expect(postmaster(server.dataFolder)).not.toBe(sleeper.pid);
      await server.stop();
    } finally {
      sleeper.kill();
    }
  });

  test('whose port now belongs to another PostgreSQL: that one is not adopted', async () => {
    const dataRoot = newDataRoot();
    const other = await start(newDataRoot());
    const first = await start(dataRoot);
    await query(first.url, 'create table mine as select 1 as n');
    const pidFile = join(first.dataFolder, 'postmaster.pid');
    const pid = postmaster(first.dataFolder) ?? 0;
    process.kill(pid, 'SIGKILL');
    await until(() => !isAlive(pid));
    const lines = readFileSync(pidFile, 'utf8').split('\n');
    lines[3] = new URL(other.url).port;
    writeFileSync(pidFile, lines.join('\n'));

    const again = await start(dataRoot);
    expect(again.adopted).toBe(false);
    expect(await query(again.url, 'select n from mine')).toEqual([{ n: 1 }]);
    await again.stop();
    await other.stop();
  });
});

describe('a server that runs but cannot be used', () => {
  test('is named with its process when it refuses the kept password', async () => {
    const dataRoot = newDataRoot();
    const server = await start(dataRoot);
    const pid = postmaster(server.dataFolder);
    const password = join(dataRoot, 'postgres/password');
    const right = readFileSync(password, 'utf8');
    writeFileSync(password, 'wrong\n');
    await expect(start(dataRoot)).rejects.toThrow(new RegExp(`process ${pid}, port \\d+\\) and refuses the password`));
    writeFileSync(password, right);
    await server.stop();
  });
});

describe('the port', () => {
  test('stays the same from start to start, and is another one when somebody took it', async () => {
    const dataRoot = newDataRoot();
    const first = await start(dataRoot);
    await first.stop();
    const second = await start(dataRoot);
    expect(second.url).toBe(first.url);
    await second.stop();

    const squatter = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
    await once(squatter, 'listening');
    try {
      const third = await start(dataRoot);
      expect(new URL(third.url).port).not.toBe(new URL(first.url).port);
      expect(await query(third.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      await third.stop();
    } finally {
      squatter.close();
    }
  });
});
