import { randomBytes } from 'node:crypto';
import { access, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataSetKeyring } from './data-set-keys.js';
import { syncFolder } from './durable.js';
import { defaultScratch, Scratch } from './scratch.js';
import { BrokenSeal, openSealedFile, sealFile } from './sealed-file.js';
import { VaultError } from './vault-error.js';

/** Keeps person-level files: encrypted, named after their content, each data set erasable by destroying its key. */
export interface Vault {
  /** Stores a copy of the file at `path`; the same content twice is kept once. Hash and size are of the plaintext. */
  put(dataset: string, path: string): Promise<{ readonly sha256: string; readonly bytes: number }>;
  /** Hands a decrypted copy to `use`, checked against its hash; the copy is gone when `use` has ended. */
  withFile<T>(dataset: string, sha256: string, use: (path: string) => Promise<T>): Promise<T>;
  /** HMAC key, 32 bytes, for the pseudonyms of a data set; made with the first call. */
  pseudonymKey(dataset: string): Promise<Buffer>;
  /** Erases a data set: its key and its files. Harmless when there is none. */
  destroy(dataset: string): Promise<void>;
  /** Removes decrypted copies that killed processes left, and files half written: call it at start. */
  sweep(): Promise<void>;
}

export interface VaultOptions {
  /** Keys go to `keys` below it, data to `data`: back them up apart. */
  readonly folder: string;
  /** For decrypted copies; in memory where the system can, unless told. */
  readonly scratch?: string;
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
}

/** A vault in a folder. Its methods throw {@link VaultError}. */
export function createVault({ folder, scratch = defaultScratch(), masterKey }: VaultOptions): Vault {
  const keyring = new DataSetKeyring(join(folder, 'keys'), Buffer.from(masterKey));
  const scratches = new Scratch(scratch);
  const data = join(folder, 'data');
  const folderOf = (dataset: string): string => join(data, checkedName(dataset));

  return {
    put: async (dataset, path) => {
      const target = folderOf(dataset);
      const { encryption } = await keyring.findOrCreate(dataset);
      await mkdir(target, { recursive: true, mode: 0o700 });
      const temporary = join(target, `${UNFINISHED}${randomBytes(8).toString('hex')}`);
      try {
        const sealed = await sealFile(path, temporary, encryption);
        const final = join(target, `${sealed.sha256}.sealed`);
        if (!(await exists(final))) await rename(temporary, final);
        await Promise.all([syncFolder(target), syncFolder(data)]);
        return sealed;
      } catch (error) {
        throw spaceError(error, dataset);
      } finally {
        await rm(temporary, { force: true });
      }
    },

    withFile: async (dataset, sha256, use) => {
      if (!/^[0-9a-f]{64}$/.test(sha256))
        throw new VaultError('invalid', `"${sha256}" is no SHA-256 in lower-case hexadecimal.`);
      const source = join(folderOf(dataset), `${sha256}.sealed`);
      const { encryption } = await keyring.find(dataset);
      if (!(await exists(source))) {
        throw new VaultError(
          'absent',
          `The vault has no file ${sha256} of data set "${dataset}": restore ${source} from the backup of the data.`,
        );
      }
      return scratches.use(async (folder) => {
        const copy = join(folder, sha256);
        const found = await openSealedFile(source, copy, encryption).catch((cause: unknown) => {
          if (cause instanceof BrokenSeal) throw damaged(source, cause.message, cause);
          throw spaceError(cause, dataset);
        });
        if (found !== sha256) throw damaged(source, `it holds the file ${found}`);
        return use(copy);
      });
    },

    pseudonymKey: async (dataset) => (await keyring.findOrCreate(checkedName(dataset))).pseudonyms,

    destroy: async (dataset) => {
      const target = folderOf(dataset);
      // The key first: after it the files are noise, whatever happens next.
      await keyring.destroy(dataset);
      await rm(target, { recursive: true, force: true });
      await syncFolder(data);
    },

    sweep: async () => {
      await scratches.sweep();
      for (const dataset of await list(data)) {
        for (const name of await list(join(data, dataset))) {
          if (!name.startsWith(UNFINISHED)) continue;
          const path = join(data, dataset, name);
          const age = Date.now() - (await stat(path).catch(() => ({ mtimeMs: 0 }))).mtimeMs;
          if (age > ABANDONED) await rm(path, { force: true });
        }
      }
    },
  };
}

const UNFINISHED = '.unfinished-';
/** Milliseconds without a write; another process may be writing the younger ones. */
const ABANDONED = 3_600_000;

/** A data set's name becomes a file name: nothing that leads elsewhere. */
function checkedName(dataset: string): string {
  if (/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/.test(dataset) && dataset.length <= 80) return dataset;
  throw new VaultError(
    'invalid',
    `"${dataset}" is no name of a data set: lower-case letters and digits, in groups joined by a dash or a dot.`,
  );
}

const damaged = (path: string, what: string, cause?: unknown): VaultError =>
  new VaultError('damaged', `The sealed file ${path} is damaged (${what}): restore it from the backup of the data.`, {
    cause,
  });

function spaceError(error: unknown, dataset: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new VaultError(
    'no_space',
    `No space is left for data set "${dataset}": nothing was kept. Free some and do it again.`,
    { cause: error },
  );
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const list = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
