import { randomBytes } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder, writeDurably } from './durable.js';
import { Keyring } from './keyring.js';
import { defaultScratch, Scratch } from './scratch.js';
import { decryptDocument, encryptDocument, sealOf, type OpenedDocument } from './sealed-document.js';
import { BrokenSeal, hashFile, openSealedFile, sealFile } from './sealed-file.js';
import { VaultError } from './vault-error.js';

/** Keeps person-level files: encrypted, named after their content, each data set erasable by destroying its keys. */
export interface Vault {
  /** Stores a copy of the file at `path`; the same content twice is kept once. Hash and size are of the plaintext. */
  put(dataset: string, path: string): Promise<{ readonly sha256: string; readonly bytes: number }>;
  /** Hands a decrypted copy to `use`, checked against its hash; the copy is gone when `use` has ended. */
  withFile<T>(dataset: string, sha256: string, use: (path: string) => Promise<T>): Promise<T>;
  /** The same of several files, in the order asked; `spill` is an empty folder as private and short-lived as they are. */
  withFiles<T>(
    dataset: string,
    sha256s: readonly string[],
    use: (paths: readonly string[], spill: string) => Promise<T>,
  ): Promise<T>;
  /** HMAC key, 32 bytes, for the pseudonyms of a data set; made with the first call. */
  pseudonymKey(dataset: string): Promise<Buffer>;
  /** Erases one file of a data set and the key of that file. Harmless when there is none. */
  forget(dataset: string, sha256: string): Promise<void>;
  /** Erases a data set for ever: its keys and its files; nothing is taken in under its name again. Harmless twice. */
  destroy(dataset: string): Promise<void>;
  /** Seals the document of a run, encrypted under a key of its own. The same document again gives the same seal. */
  sealResult(run: string, document: string): Promise<string>;
  /** The document under this seal. */
  openResult(run: string, seal: string): Promise<OpenedDocument>;
  /** Removes decrypted copies that killed processes left, and files half written: call it at start. */
  sweep(): Promise<void>;
}

export interface VaultOptions {
  /** Keys go to `keys` below it, data to `data`: back them up apart. */
  readonly folder: string;
  /** For decrypted copies; in memory where the system can, unless told. */
  readonly scratch?: string | undefined;
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
}

interface Sealed {
  readonly sha256: string;
  readonly source: string;
  readonly encryption: Buffer;
}

/** Where the keys of a vault are; see {@link rotateKeys}. */
export const keyFolder = (vault: string): string => join(vault, 'keys');

/** A vault in a folder. Its methods throw {@link VaultError}. */
export function createVault({ folder, scratch = defaultScratch(), masterKey }: VaultOptions): Vault {
  const keyring = new Keyring(keyFolder(folder), Buffer.from(masterKey));
  const scratches = new Scratch(scratch);
  const data = join(folder, 'data');
  const tombstones = join(folder, 'tombstones');
  const folderOf = (dataset: string): string => join(data, checkedName(dataset));
  const fileKey = (dataset: string, sha256: string): string => `${dataset}@${sha256}`;

  /** The key file may come back with a backup; what was erased stays erased. */
  const refuseErased = async (dataset: string): Promise<void> => {
    if (await exists(join(tombstones, checkedName(dataset)))) {
      throw new VaultError('erased', `Data set "${dataset}" was erased: its name is not given again, choose another.`);
    }
  };
  /** `temporary` becomes `final`, unless it is there already. */
  const keep = async (temporary: string, final: string): Promise<void> => {
    if (!(await exists(final))) await rename(temporary, final);
    await Promise.all([syncFolder(dirname(final)), syncFolder(data)]);
  };

  const findSealed = async (dataset: string, sha256: string): Promise<Sealed> => {
    if (!SHA256.test(sha256)) throw new VaultError('invalid', `"${sha256}" is no SHA-256 in lower-case hexadecimal.`);
    await refuseErased(dataset);
    const source = join(folderOf(dataset), `${sha256}.sealed`);
    // Earlier releases encrypted every file of a data set under the key of the set.
    const { encryption } = (await keyring.findIfAny(fileKey(dataset, sha256))) ?? (await keyring.find(dataset));
    if (await exists(source)) return { sha256, source, encryption };
    throw new VaultError(
      'absent',
      `The vault has no file ${sha256} of data set "${dataset}": restore ${source} from the backup of the data.`,
    );
  };
  /** Decrypts into `folder`, checks, and gives the path of the copy. */
  const openInto = async (folder: string, dataset: string, { sha256, source, encryption }: Sealed): Promise<string> => {
    const copy = join(folder, sha256);
    const found = await openSealedFile(source, copy, encryption).catch((cause: unknown) => {
      if (cause instanceof BrokenSeal) throw damaged(source, cause.message, cause);
      throw spaceError(cause, `data set "${dataset}"`);
    });
    if (found !== sha256) throw damaged(source, `it holds the file ${found}`);
    return copy;
  };

  return {
    put: async (dataset, path) => {
      await refuseErased(dataset);
      const target = folderOf(dataset);
      const temporary = join(target, `${UNFINISHED}${randomBytes(8).toString('hex')}`);
      try {
        await keyring.findOrCreate(dataset);
        await mkdir(target, { recursive: true, mode: 0o700 });
        // A key per file: a file that is replaced, since a person left it, dies with its key on every backup of the data.
        const expected = await hashFile(path);
        const { encryption } = await keyring.findOrCreate(fileKey(dataset, expected));
        const sealed = await sealFile(path, temporary, encryption);
        if (sealed.sha256 !== expected) {
          throw new VaultError(
            'invalid',
            `The file ${path} changed while it was read: nothing was kept, send it again.`,
          );
        }
        await keep(temporary, join(target, `${sealed.sha256}.sealed`));
        return sealed;
      } catch (error) {
        throw spaceError(error, `data set "${dataset}"`);
      } finally {
        await rm(temporary, { force: true });
      }
    },

    withFile: async (dataset, sha256, use) => {
      const file = await findSealed(dataset, sha256);
      return scratches.use(async (folder) => use(await openInto(folder, dataset, file)));
    },

    withFiles: async (dataset, sha256s, use) => {
      const files: Sealed[] = [];
      for (const sha256 of new Set(sha256s)) files.push(await findSealed(dataset, sha256));
      return scratches.use(async (folder) => {
        for (const file of files) await openInto(folder, dataset, file);
        const spill = join(folder, 'spill');
        await mkdir(spill, { mode: 0o700 });
        return use(
          sha256s.map((sha256) => join(folder, sha256)),
          spill,
        );
      });
    },

    pseudonymKey: async (dataset) => {
      await refuseErased(dataset);
      try {
        return (await keyring.findOrCreate(dataset)).pseudonyms;
      } catch (error) {
        throw spaceError(error, `the key of data set "${dataset}"`);
      }
    },

    forget: async (dataset, sha256) => {
      const target = folderOf(dataset);
      await keyring.destroy(fileKey(dataset, sha256));
      await rm(join(target, `${sha256}.sealed`), { force: true });
      await syncFolder(target);
    },

    destroy: async (dataset) => {
      const target = folderOf(dataset);
      const keys = (await keyring.names(dataset)).filter((name) => name.split('@')[0] === dataset);
      if (keys.length > 0 || (await exists(target))) {
        await mkdir(tombstones, { recursive: true, mode: 0o700 });
        await writeDurably(join(tombstones, dataset), '').catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'EEXIST') throw error;
        });
        await syncFolder(tombstones);
      }
      // The keys first: after them the files are noise, whatever happens next.
      for (const key of keys) await keyring.destroy(key);
      await rm(target, { recursive: true, force: true });
      await syncFolder(data);
    },

    sealResult: async (run, document) => {
      const keys = await keyring.findOrCreate(`@${checkedName(run)}`);
      const { seal, salt } = sealOf(document, keys);
      const target = join(data, RESULTS);
      await mkdir(target, { recursive: true, mode: 0o700 });
      const temporary = join(target, `${UNFINISHED}${randomBytes(8).toString('hex')}`);
      try {
        await writeDurably(temporary, encryptDocument(document, salt, keys));
        await keep(temporary, join(target, `${run}-${seal}.sealed`));
        return seal;
      } catch (error) {
        throw spaceError(error, `the result of run ${run}`);
      } finally {
        await rm(temporary, { force: true });
      }
    },

    openResult: async (run, seal) => {
      if (!SHA256.test(seal)) throw new VaultError('invalid', `"${seal}" is no seal.`);
      const path = join(data, RESULTS, `${checkedName(run)}-${seal}.sealed`);
      const keys = await keyring.find(`@${run}`);
      const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
        throw new VaultError(
          'absent',
          `The vault has no sealed result of run ${run}: restore ${path} from the backup of the data.`,
        );
      });
      try {
        return decryptDocument(bytes, seal, keys);
      } catch (cause) {
        if (cause instanceof BrokenSeal) throw damaged(path, cause.message, cause);
        throw cause;
      }
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
const SHA256 = /^[0-9a-f]{64}$/;
/** Folder of the sealed results: no data set has this name. */
const RESULTS = '@results';
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

function spaceError(error: unknown, what: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new VaultError('no_space', `No space is left for ${what}: nothing was kept. Free some and do it again.`, {
    cause: error,
  });
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
