import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeDurably } from './durable.js';
import { VaultError } from './vault-error.js';

/** What is derived from one secret. */
export interface Keys {
  readonly encryption: Buffer;
  readonly pseudonyms: Buffer;
  /** For the salt of a sealed document. */
  readonly commitment: Buffer;
}

interface KeyFile {
  readonly version: 1;
  /** Tells which master key wraps it, without telling the key. */
  readonly masterKeyId: string;
  readonly nonce: string;
  readonly wrapped: string;
  readonly tag: string;
}

const SUFFIX = '.key.json';

/**
 * One random secret per data set, per file of a data set, and per sealed result, in a folder of its own (a backup keeps
 * it apart from the data), each wrapped by the master key. Without its key file what was encrypted is gone, on backups of
 * the data too: that is how anything here is erased.
 *
 * Names: `people` a data set, `people@<sha256>` one file of it, `@<run>` a sealed result.
 */
export class Keyring {
  readonly #master: MasterKey;

  constructor(
    private readonly folder: string,
    masterKey: Buffer,
  ) {
    this.#master = masterKeyOf(masterKey);
  }

  /** Throws VaultError `absent` when there is none. */
  async find(name: string): Promise<Keys> {
    const keys = await this.findIfAny(name);
    if (keys) return keys;
    throw new VaultError('absent', `The vault has no key of ${told(name)}: nothing was put there, or it was erased.`);
  }

  async findIfAny(name: string): Promise<Keys | undefined> {
    const secret = await this.#secret(name);
    return secret && keysOf(secret);
  }

  /** Made now when there is none. */
  async findOrCreate(name: string): Promise<Keys> {
    return (await this.findIfAny(name)) ?? (await this.#create(name));
  }

  /** Names that begin so. */
  async names(prefix = ''): Promise<string[]> {
    return (await keyNames(this.folder)).filter((name) => name.startsWith(prefix));
  }

  async destroy(name: string): Promise<void> {
    await rm(this.#path(name), { force: true });
    await syncFolder(this.folder);
  }

  #path(name: string): string {
    return join(this.folder, name + SUFFIX);
  }

  async #create(name: string): Promise<Keys> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const temporary = join(this.folder, `.${name}.${randomBytes(6).toString('hex')}`);
    try {
      await writeDurably(temporary, wrap(name, randomBytes(32), this.#master));
      // A link, unlike a rename, fails when another process was first: its key is the one that counts.
      await link(temporary, this.#path(name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      });
    } finally {
      await rm(temporary, { force: true });
    }
    await syncFolder(this.folder);
    return this.find(name);
  }

  async #secret(name: string): Promise<Buffer | undefined> {
    const path = this.#path(name);
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    return text === undefined ? undefined : unwrap(name, path, text, [this.#master]);
  }
}

export interface Rotation {
  readonly rewrapped: number;
  /** Wrapped by the new key before this call: another call was cut short. */
  readonly already: number;
}

/**
 * Wraps every key of the folder with another master key. The secrets stay, so no data are encrypted anew. Each file is
 * replaced in one step: cut short at any point, the same call again goes on, and nothing is ever readable by neither key.
 * @param onKey told after each key
 * @throws VaultError `wrong_master_key` when a key is wrapped by neither of the two
 */
export async function rotateKeys(
  folder: string,
  { from, to }: { readonly from: Uint8Array; readonly to: Uint8Array },
  onKey: (done: number, of: number) => void = () => undefined,
): Promise<Rotation> {
  const [before, after] = [masterKeyOf(Buffer.from(from)), masterKeyOf(Buffer.from(to))];
  const names = await keyNames(folder);
  let rewrapped = 0;
  for (const [index, name] of names.entries()) {
    const path = join(folder, name + SUFFIX);
    const text = await readFile(path, 'utf8');
    const secret = unwrap(name, path, text, [after, before]);
    if (wrappedBy(text) !== after.id) {
      const temporary = join(folder, `.${name}.${randomBytes(6).toString('hex')}`);
      await writeDurably(temporary, wrap(name, secret, after));
      await rename(temporary, path);
      rewrapped += 1;
    }
    onKey(index + 1, names.length);
  }
  // What a call that was cut short had begun to write.
  for (const name of names.length > 0 ? await readdir(folder) : [])
    if (name.startsWith('.')) await rm(join(folder, name), { force: true });
  await syncFolder(folder);
  return { rewrapped, already: names.length - rewrapped };
}

/** Tells a master key from others, and nothing of it. */
export const masterKeyId = (key: Uint8Array): string => masterKeyOf(Buffer.from(key)).id;

interface MasterKey {
  readonly id: string;
  readonly key: Buffer;
}

function masterKeyOf(key: Buffer): MasterKey {
  if (key.length !== 32) throw new VaultError('invalid', `The master key has ${key.length} bytes, not 32.`);
  const id = createHash('sha256').update('impact-ledger master key').update(key).digest('hex').slice(0, 16);
  return { id, key: Buffer.from(key) };
}

function wrap(name: string, secret: Buffer, master: MasterKey): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', master.key, iv).setAAD(context(name));
  const wrapped = Buffer.concat([cipher.update(secret), cipher.final()]);
  const file: KeyFile = {
    version: 1,
    masterKeyId: master.id,
    nonce: iv.toString('base64'),
    wrapped: wrapped.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function unwrap(name: string, path: string, text: string, masters: readonly MasterKey[]): Buffer {
  const id = wrappedBy(text);
  const master = masters.find((each) => each.id === id);
  try {
    if (!master) throw new Error('no such master key');
    const file = JSON.parse(text) as KeyFile;
    const decipher = createDecipheriv('aes-256-gcm', master.key, Buffer.from(file.nonce, 'base64'))
      .setAAD(context(name))
      .setAuthTag(Buffer.from(file.tag, 'base64'));
    return Buffer.concat([decipher.update(Buffer.from(file.wrapped, 'base64')), decipher.final()]);
  } catch (cause) {
    if (id !== undefined && !master) {
      throw new VaultError(
        'wrong_master_key',
        `The key of ${told(name)} is wrapped by master key ${id}, ours is ${masters.map((each) => each.id).join(' or ')}: ` +
          `start with the master key of this vault (IMPACT_MASTER_KEY, or master.key in the data folder).`,
        { cause },
      );
    }
    throw new VaultError('damaged', `The key file ${path} is damaged: restore it from the backup of the keys.`, {
      cause,
    });
  }
}

function wrappedBy(text: string): string | undefined {
  try {
    const { masterKeyId } = JSON.parse(text) as Partial<KeyFile>;
    return typeof masterKeyId === 'string' ? masterKeyId : undefined;
  } catch {
    return undefined;
  }
}

async function keyNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => name.endsWith(SUFFIX) && !name.startsWith('.'))
    .map((name) => name.slice(0, -SUFFIX.length))
    .sort();
}

function told(name: string): string {
  const [dataset, other] = name.split('@', 2);
  if (other === undefined) return `data set "${name}"`;
  return dataset === '' ? `the sealed result of run ${other}` : `the file ${other} of data set "${dataset}"`;
}

const context = (name: string): Buffer => Buffer.from(`impact-ledger data set key v1 ${name}`);
const derive = (secret: Buffer, purpose: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
const keysOf = (secret: Buffer): Keys => ({
  encryption: derive(secret, 'file encryption'),
  pseudonyms: derive(secret, 'pseudonyms'),
  commitment: derive(secret, 'commitment'),
});
