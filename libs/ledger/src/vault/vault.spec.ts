import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rotateKeys } from './keyring.js';
import { createVault, keyFolder, type Vault } from './vault.js';

const CHUNK = 65_536;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('the vault', () => {
  let home: string;
  let vault: Vault;
  const masterKey = randomBytes(32);
  const open = (key = masterKey): Vault =>
    createVault({ folder: join(home, 'vault'), scratch: join(home, 'scratch'), masterKey: key });
  const source = (bytes: Uint8Array): string => {
    const path = join(home, 'source');
    writeFileSync(path, bytes);
    return path;
  };
  const sealedPath = (dataset: string, hash: string): string => join(home, 'vault', 'data', dataset, `${hash}.sealed`);
  const read = (dataset: string, hash: string, from = vault): Promise<Buffer> =>
    from.withFile(dataset, hash, async (path) => readFileSync(path));

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'vault-'));
    vault = open();
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  test.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 300_000])(
    'gives back a file of %i bytes, after a restart too',
    async (size) => {
      const bytes = randomBytes(size);
      expect(await vault.put('nsw', source(bytes))).toEqual({ sha256: sha256(bytes), bytes: size });
      expect((await read('nsw', sha256(bytes), open())).equals(bytes)).toBe(true);
    },
  );

  test('keeps nothing readable: neither in files nor in their names, and shuts others out', async () => {
    const secret = Buffer.from('person,6021\n'.repeat(20_000));
    const { sha256: hash } = await vault.put('nsw', source(secret));
    for (const entry of readdirSync(join(home, 'vault'), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      expect(statSync(path).mode & 0o077).toBe(0);
      if (entry.isFile()) expect(readFileSync(path).includes('6021')).toBe(false);
    }
    await vault.withFile('nsw', hash, async (path) => {
      expect(statSync(path).mode & 0o077).toBe(0);
      expect(statSync(join(path, '..')).mode & 0o077).toBe(0);
    });
  });

  test('keeps the same content once, and two contents apart', async () => {
    const first = await vault.put('nsw', source(Buffer.from('a')));
    expect(await vault.put('nsw', source(Buffer.from('a')))).toEqual(first);
    await vault.put('nsw', source(Buffer.from('b')));
    expect(readdirSync(join(home, 'vault', 'data', 'nsw'))).toHaveLength(2);
  });

  test('opens several files at once, in the order asked, beside an empty private folder; all are gone afterwards', async () => {
    const hashes: string[] = [];
    for (const content of ['a', 'b']) hashes.push((await vault.put('nsw', source(Buffer.from(content)))).sha256);
    const [a, b] = hashes as [string, string];
    const opened = await vault.withFiles('nsw', [b, a, b], async (paths, spill) => {
      expect([readdirSync(spill), statSync(spill).mode & 0o077]).toEqual([[], 0]);
      writeFileSync(join(spill, 'page'), 'rows');
      return paths.map((path) => readFileSync(path, 'utf8'));
    });
    expect(opened).toEqual(['b', 'a', 'b']);
    expect(readdirSync(join(home, 'scratch'))).toEqual([]);
    await expect(vault.withFiles('nsw', [a, sha256(Buffer.from('c'))], async () => undefined)).rejects.toMatchObject({
      kind: 'absent',
    });
  });

  test('removes the decrypted copy, whatever became of its use', async () => {
    const { sha256: hash } = await vault.put('nsw', source(Buffer.from('a')));
    let copy = '';
    await expect(
      vault.withFile('nsw', hash, async (path) => {
        copy = path;
        throw new Error('the use failed');
      }),
    ).rejects.toThrow('the use failed');
    expect(copy).not.toBe('');
    expect(readdirSync(join(home, 'scratch'))).toEqual([]);
  });

  describe('detects, hands out nothing and says what to do when a file', () => {
    const bytes = randomBytes(3 * CHUNK + 100);
    const STORED = CHUNK + 16;
    const HEADER = 40;
    const swap = (file: Buffer, one: number, two: number): Buffer => {
      const piece = (index: number): Buffer => file.subarray(HEADER + index * STORED, HEADER + (index + 1) * STORED);
      return Buffer.concat([
        file.subarray(0, HEADER),
        ...[0, 1, 2].map((index) => piece(index === one ? two : index === two ? one : index)),
        file.subarray(HEADER + 3 * STORED),
      ]);
    };
    test.each<[string, (file: Buffer) => Buffer]>([
      ['has a flipped bit', (file) => Buffer.from(file.map((byte, index) => (index === 70_000 ? byte ^ 1 : byte)))],
      [
        'has a flipped bit in its salt',
        (file) => Buffer.from(file.map((byte, index) => (index === 10 ? byte ^ 1 : byte))),
      ],
      ['is cut within a chunk', (file) => file.subarray(0, file.length - 50)],
      ['is cut at the end of a chunk', (file) => file.subarray(0, HEADER + 2 * STORED)],
      ['is cut to its header', (file) => file.subarray(0, HEADER)],
      ['is empty', () => Buffer.alloc(0)],
      ['has two chunks swapped', (file) => swap(file, 0, 1)],
      ['has a chunk added', (file) => Buffer.concat([file, file.subarray(HEADER, HEADER + STORED)])],
      ['has a byte added', (file) => Buffer.concat([file, Buffer.alloc(1)])],
    ])('%s', async (_name, change) => {
      const { sha256: hash } = await vault.put('nsw', source(bytes));
      const path = sealedPath('nsw', hash);
      writeFileSync(path, change(readFileSync(path)));
      let used = false;
      const use = vault.withFile('nsw', hash, async () => {
        used = true;
      });
      await expect(use).rejects.toMatchObject({ name: 'VaultError', kind: 'damaged' });
      await expect(use).rejects.toThrow(/restore it from the backup/);
      expect(used).toBe(false);
      expect(readdirSync(join(home, 'scratch'))).toEqual([]);
    });

    test('stands under the name of another', async () => {
      const one = await vault.put('nsw', source(Buffer.from('one')));
      const two = await vault.put('nsw', source(Buffer.from('two')));
      writeFileSync(sealedPath('nsw', one.sha256), readFileSync(sealedPath('nsw', two.sha256)));
      await expect(read('nsw', one.sha256)).rejects.toMatchObject({ kind: 'damaged' });
    });

    test('is missing', async () => {
      const { sha256: hash } = await vault.put('nsw', source(Buffer.from('one')));
      rmSync(sealedPath('nsw', hash));
      await expect(read('nsw', hash)).rejects.toMatchObject({ kind: 'absent' });
    });
  });

  test('names the master key that is needed when it has another', async () => {
    const { sha256: hash } = await vault.put('nsw', source(Buffer.from('one')));
    const stranger = open(randomBytes(32));
    await expect(read('nsw', hash, stranger)).rejects.toMatchObject({ kind: 'wrong_master_key' });
    await expect(stranger.put('nsw', source(Buffer.from('two')))).rejects.toThrow(/IMPACT_MASTER_KEY/);
    await expect(stranger.pseudonymKey('nsw')).rejects.toMatchObject({ kind: 'wrong_master_key' });
    expect(() => open(randomBytes(16))).toThrow(/16 bytes, not 32/);
  });

  test('a damaged key file is told from a wrong master key, and one data set cannot borrow the key of another', async () => {
    const { sha256: hash } = await vault.put('one', source(Buffer.from('one')));
    const other = await vault.put('two', source(Buffer.from('two')));
    const key = (name: string): string => join(home, 'vault', 'keys', `${name}.key.json`);
    writeFileSync(key(`one@${hash}`), readFileSync(key(`two@${other.sha256}`)));
    await expect(read('one', hash)).rejects.toMatchObject({ kind: 'damaged' });
    writeFileSync(key(`one@${hash}`), '{');
    await expect(read('one', hash)).rejects.toThrow(/backup of the keys/);
  });

  test('pseudonym keys are stable, one per data set, and also when two ask at once', async () => {
    const keys = await Promise.all([vault, open(), vault, open()].map((one) => one.pseudonymKey('nsw')));
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
    expect(keys[0]).toHaveLength(32);
    expect((await vault.pseudonymKey('other')).equals(keys[0] ?? Buffer.alloc(0))).toBe(false);
    expect(readdirSync(join(home, 'vault', 'keys'))).toHaveLength(2);
  });

  test('erases a data set with its keys, and no other; it stays erased when a backup of everything comes back', async () => {
    const kept = await vault.put('gone.not', source(Buffer.from('kept')));
    const gone = await vault.put('gone', source(Buffer.from('gone')));
    cpSync(join(home, 'vault'), join(home, 'backup'), { recursive: true });
    await vault.destroy('gone');
    await vault.destroy('gone');
    expect(readdirSync(join(home, 'vault', 'keys')).filter((name) => /^gone[@.]key/.test(name))).toEqual([]);
    expect((await read('gone.not', kept.sha256)).toString()).toBe('kept');
    cpSync(join(home, 'backup'), join(home, 'vault'), { recursive: true });
    for (const use of [
      () => read('gone', gone.sha256),
      () => vault.put('gone', source(Buffer.from('gone'))),
      () => vault.pseudonymKey('gone'),
    ]) {
      await expect(use()).rejects.toMatchObject({ kind: 'erased' });
    }
    // Under another name the same bytes are another data set.
    expect(await vault.put('anew', source(Buffer.from('gone')))).toEqual(gone);
  });

  test('erases one file of a data set with the key of that file: a backup of the data does not bring it back', async () => {
    const [before, after] = [Buffer.from('p1\np2\n'), Buffer.from('p2\n')];
    const old = await vault.put('people', source(before));
    const key = await vault.pseudonymKey('people');
    const next = await vault.put('people', source(after));
    const sealed = readFileSync(sealedPath('people', old.sha256));
    await vault.forget('people', old.sha256);
    await vault.forget('people', old.sha256);
    expect((await read('people', next.sha256)).equals(after)).toBe(true);
    expect((await vault.pseudonymKey('people')).equals(key)).toBe(true);
    writeFileSync(sealedPath('people', old.sha256), sealed);
    await expect(read('people', old.sha256)).rejects.toMatchObject({ kind: 'damaged' });
  });

  describe('a sealed result', () => {
    const RUN = '0b0f6f3c-4a43-4d2c-9a0e-0d7c6f1f0a11';
    const document = '{"findings":{"primary":{"value":1226.5437405543157}}}';

    test('comes out as it went in, with what proves its seal, and can be read nowhere', async () => {
      const seal = await vault.sealResult(RUN, document);
      const { salt, document: opened } = await open().openResult(RUN, seal);
      expect(opened).toBe(document);
      expect(sha256(Buffer.concat([Buffer.from(salt, 'hex'), Buffer.from(document)]))).toBe(seal);
      expect(seal).not.toBe(sha256(Buffer.from(document)));
      for (const entry of readdirSync(join(home, 'vault'), { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name);
        expect(statSync(path).mode & 0o077).toBe(0);
        if (entry.isFile()) expect(readFileSync(path).includes('1226.54')).toBe(false);
      }
      expect(existsSync(join(home, 'scratch'))).toBe(false);
    });

    test('has one seal however often, and by how many at once, the run is computed; another run has another', async () => {
      const seals = await Promise.all([vault, open(), vault].map((one) => one.sealResult(RUN, document)));
      expect(new Set(seals).size).toBe(1);
      expect(await vault.sealResult(RUN.replace('0b', '0c'), document)).not.toBe(seals[0]);
    });

    test('that was changed, or is another document, does not open', async () => {
      const seal = await vault.sealResult(RUN, document);
      await expect(vault.openResult(RUN, 'a'.repeat(64))).rejects.toMatchObject({ kind: 'absent' });
      const other = await vault.sealResult(RUN, `${document} `);
      const path = join(home, 'vault', 'data', '@results', `${RUN}-${seal}.sealed`);
      writeFileSync(path, readFileSync(join(home, 'vault', 'data', '@results', `${RUN}-${other}.sealed`)));
      await expect(vault.openResult(RUN, seal)).rejects.toThrow(/another document/);
      writeFileSync(path, readFileSync(path).fill(0, 40, 41));
      await expect(vault.openResult(RUN, seal)).rejects.toMatchObject({ kind: 'damaged' });
      writeFileSync(path, '');
      await expect(vault.openResult(RUN, seal)).rejects.toMatchObject({ kind: 'damaged' });
    });
  });

  describe('rotating the master key', () => {
    const next = randomBytes(32);
    const keys = (): string => keyFolder(join(home, 'vault'));

    test('opens everything with the new key, and nothing with the old one', async () => {
      const { sha256: hash } = await vault.put('nsw', source(Buffer.from('one')));
      const seal = await vault.sealResult('a-run', '{}');
      const pseudonyms = await vault.pseudonymKey('nsw');
      expect(await rotateKeys(keys(), { from: masterKey, to: next })).toEqual({ rewrapped: 3, already: 0 });
      const renewed = open(next);
      expect((await read('nsw', hash, renewed)).toString()).toBe('one');
      expect((await renewed.pseudonymKey('nsw')).equals(pseudonyms)).toBe(true);
      expect((await renewed.openResult('a-run', seal)).document).toBe('{}');
      await expect(read('nsw', hash)).rejects.toMatchObject({ kind: 'wrong_master_key' });
      await expect(vault.put('nsw', source(Buffer.from('two')))).rejects.toMatchObject({ kind: 'wrong_master_key' });
      expect(readdirSync(keys()).every((name) => name.endsWith('.key.json'))).toBe(true);
    });

    test('cut short after any key goes on where it was', async () => {
      const names = ['one', 'two', 'three'];
      for (const name of names) await vault.pseudonymKey(name);
      await expect(
        rotateKeys(keys(), { from: masterKey, to: next }, () => {
          throw new Error('cut short');
        }),
      ).rejects.toThrow('cut short');
      expect(await rotateKeys(keys(), { from: masterKey, to: next })).toEqual({ rewrapped: 2, already: 1 });
      for (const name of names) expect(await open(next).pseudonymKey(name)).toHaveLength(32);
    });

    test('changes nothing when a key is wrapped by neither', async () => {
      await vault.pseudonymKey('one');
      await expect(rotateKeys(keys(), { from: randomBytes(32), to: next })).rejects.toMatchObject({
        kind: 'wrong_master_key',
      });
      expect(await vault.pseudonymKey('one')).toHaveLength(32);
    });
  });

  test('sweeps files that were left half written, and nothing of the living', async () => {
    const { sha256: hash } = await vault.put('nsw', source(Buffer.from('one')));
    const half = join(home, 'vault', 'data', 'nsw', '.unfinished-0011');
    const young = join(home, 'vault', 'data', 'nsw', '.unfinished-0022');
    writeFileSync(half, 'x');
    writeFileSync(young, 'x');
    utimesSync(half, 0, 0);
    await vault.withFile('nsw', hash, async (path) => {
      await open().sweep();
      expect(existsSync(path)).toBe(true);
    });
    expect([half, young].map((path) => existsSync(path))).toEqual([false, true]);
  });

  test.each(['../etc', 'a/b', '', 'A', '.', 'a..b'])('refuses the data set name "%s"', async (dataset) => {
    await expect(vault.put(dataset, source(Buffer.from('a')))).rejects.toMatchObject({ kind: 'invalid' });
    await expect(vault.destroy(dataset)).rejects.toMatchObject({ kind: 'invalid' });
    await expect(vault.pseudonymKey(dataset)).rejects.toMatchObject({ kind: 'invalid' });
  });

  test('a source that is not there leaves nothing behind', async () => {
    await expect(vault.put('nsw', join(home, 'nothing'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(readdirSync(join(home, 'vault', 'data', 'nsw'))).toEqual([]);
  });
});
