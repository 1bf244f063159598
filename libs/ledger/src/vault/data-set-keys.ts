import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeDurably } from './durable.js';
import { VaultError } from './vault-error.js';

/** What is derived from the secret of a data set. */
export interface DataSetKeys {
  readonly encryption: Buffer;
  readonly pseudonyms: Buffer;
}

interface KeyFile {
  readonly version: 1;
  /** Tells which master key wraps it, without telling the key. */
  readonly masterKeyId: string;
  readonly nonce: string;
  readonly wrapped: string;
  readonly tag: string;
}

/**
 * One random secret per data set, in a folder of its own (a backup keeps it apart from the data), wrapped by the master
 * key. Without that file what was encrypted under it is gone, on backups too: that is how a data set is erased.
 */
export class DataSetKeyring {
  readonly #masterKey: Buffer;
  readonly #masterKeyId: string;

  constructor(
    private readonly folder: string,
    masterKey: Buffer,
  ) {
    if (masterKey.length !== 32)
      throw new VaultError('invalid', `The master key has ${masterKey.length} bytes, not 32.`);
    this.#masterKey = Buffer.from(masterKey);
    this.#masterKeyId = createHash('sha256')
      .update('impact-ledger master key')
      .update(masterKey)
      .digest('hex')
      .slice(0, 16);
  }

  /** The keys of a data set. Throws VaultError `absent` when it has none. */
  async find(dataset: string): Promise<DataSetKeys> {
    const keys = await this.#read(dataset);
    if (keys) return keys;
    throw new VaultError(
      'absent',
      `The vault has no key of data set "${dataset}": nothing was put there, or it was erased.`,
    );
  }

  /** The keys of a data set, made now when it has none. */
  async findOrCreate(dataset: string): Promise<DataSetKeys> {
    return (await this.#read(dataset)) ?? (await this.#create(dataset));
  }

  async destroy(dataset: string): Promise<void> {
    await rm(this.#path(dataset), { force: true });
    await syncFolder(this.folder);
  }

  #path(dataset: string): string {
    return join(this.folder, `${dataset}.key.json`);
  }

  async #create(dataset: string): Promise<DataSetKeys> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#masterKey, iv).setAAD(context(dataset));
    const wrapped = Buffer.concat([cipher.update(randomBytes(32)), cipher.final()]);
    const file: KeyFile = {
      version: 1,
      masterKeyId: this.#masterKeyId,
      nonce: iv.toString('base64'),
      wrapped: wrapped.toString('base64'),
      tag: cipher.getAuthTag().toString('base64'),
    };
    const temporary = join(this.folder, `.${dataset}.${randomBytes(6).toString('hex')}`);
    try {
      await writeDurably(temporary, `${JSON.stringify(file, null, 2)}\n`);
      // A link, unlike a rename, fails when another process was first: its key is the one that counts.
      await link(temporary, this.#path(dataset)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      });
    } finally {
      await rm(temporary, { force: true });
    }
    await syncFolder(this.folder);
    return this.find(dataset);
  }

  async #read(dataset: string): Promise<DataSetKeys | undefined> {
    const path = this.#path(dataset);
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    return text === undefined ? undefined : this.#unwrap(dataset, path, text);
  }

  #unwrap(dataset: string, path: string, text: string): DataSetKeys {
    let masterKeyId: unknown;
    try {
      const file = JSON.parse(text) as KeyFile;
      masterKeyId = file.masterKeyId;
      const decipher = createDecipheriv('aes-256-gcm', this.#masterKey, Buffer.from(file.nonce, 'base64'))
        .setAAD(context(dataset))
        .setAuthTag(Buffer.from(file.tag, 'base64'));
      const secret = Buffer.concat([decipher.update(Buffer.from(file.wrapped, 'base64')), decipher.final()]);
      return { encryption: derive(secret, 'file encryption'), pseudonyms: derive(secret, 'pseudonyms') };
    } catch (cause) {
      if (typeof masterKeyId === 'string' && masterKeyId !== this.#masterKeyId) {
        throw new VaultError(
          'wrong_master_key',
          `The key of data set "${dataset}" is wrapped by master key ${masterKeyId}, ours is ${this.#masterKeyId}: ` +
            `start with the master key of this vault (IMPACT_MASTER_KEY, or master.key in the data folder).`,
          { cause },
        );
      }
      throw new VaultError('damaged', `The key file ${path} is damaged: restore it from the backup of the keys.`, {
        cause,
      });
    }
  }
}

const context = (dataset: string): Buffer => Buffer.from(`impact-ledger data set key v1 ${dataset}`);
const derive = (secret: Buffer, purpose: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
