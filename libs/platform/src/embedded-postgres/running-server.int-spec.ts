import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { findServer, readPidFile } from './running-server.js';
import { startPostgres } from './start-postgres.js';

jest.setTimeout(60_000);

test('a server of the folder that does not answer is named, and left alone', async () => {
  const dataRoot = mkdtempSync(join(tmpdir(), 'impact-frozen-'));
  chmodSync(dataRoot, 0o711);
  const server = await startPostgres({ dataRoot, settings: { fsync: 'off' } });
  const { pid, port } = readPidFile(server.dataFolder) ?? { pid: 0, port: 0 };
  const password = readFileSync(join(dataRoot, 'postgres/password'), 'utf8').trim();
  process.kill(pid, 'SIGSTOP');
  try {
    await expect(findServer(server.dataFolder, password, () => undefined, 100)).rejects.toThrow(
      `PostgreSQL is running on ${server.dataFolder} (process ${pid}) but does not answer on port ${port}`,
    );
    expect(spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout).toMatch(/^T/);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await server.stop();
  rmSync(dataRoot, { recursive: true, force: true });
});
