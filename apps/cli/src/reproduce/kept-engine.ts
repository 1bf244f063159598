import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { readEngine } from '@impact-ledger/application';
import type { Engine } from '@impact-ledger/domain';
import { CommandFailure, EXIT } from '../terminal/failure.js';
import type { Reproduction } from './outcome.js';
import type { Package } from './package.js';

/** A built checkout of another release, kept to compute its results again. */
export interface KeptEngine {
  readonly folder: string;
  readonly engine: Engine;
}

const engineIn = async (folder: string): Promise<KeptEngine> => ({
  folder,
  engine: await readEngine(pathToFileURL(`${resolve(folder)}/`)),
});

/** The kept engine in a folder that somebody named. */
export async function keptEngineIn(folder: string): Promise<KeptEngine> {
  try {
    return await engineIn(folder);
  } catch (error) {
    throw new CommandFailure(`${folder} holds no engine: ${(error as Error).message}`, EXIT.usage);
  }
}

/** The engines kept in `engines` below the data root, each a folder with a built checkout. */
export async function keptEngines(dataRoot: string): Promise<KeptEngine[]> {
  const folder = join(dataRoot, 'engines');
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return Promise.all(names.sort().map((name) => keptEngineIn(join(folder, name))));
}

export const isEngine =
  (wanted: Engine) =>
  ({ engine }: KeptEngine): boolean =>
    engine.version === wanted.version && engine.lock === wanted.lock;

/** Has the kept engine compute the package, in a process of its own that knows of no installation. */
export async function inKeptEngine({ folder }: KeptEngine, files: Package): Promise<Reproduction> {
  const program = join(folder, 'apps', 'cli', 'dist', 'main.js');
  const arguments_ = [program, 'reproduce', files.folder, '--json'];
  const env = { PATH: process.env['PATH'], NO_COLOR: '1' };
  // Another outcome than "identical" ends with another code, and is told on standard output all the same.
  const { stdout, stderr } = await promisify(execFile)(process.execPath, arguments_, { env, maxBuffer: 2 ** 26 }).catch(
    (error: Error & { readonly stdout?: string; readonly stderr?: string }) => ({
      stdout: error.stdout ?? '',
      stderr: error.stderr ?? error.message,
    }),
  );
  try {
    const [told] = JSON.parse(stdout) as Reproduction[];
    if (told) return { ...told, keptEngine: folder };
  } catch {
    // What it said instead is in the message below.
  }
  throw new CommandFailure(`the engine kept in ${folder} cannot compute: ${stderr.trim() || 'it said nothing'}`);
}
