import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A copy of the sources elsewhere, with a build of its own: what somebody has who cloned the repository. */
export interface Checkout {
  readonly folder: string;
  /** The built command line, in an environment that knows of no installation. Never rejects. */
  impact(...args: string[]): Promise<{ readonly code: number; readonly data: string; readonly messages: string }>;
  remove(): void;
}

const HERE = fileURLToPath(new URL('../../', import.meta.url));
/** Installed, built or left behind here: a clone has none of it. */
const NOT_CLONED = new Set(['node_modules', 'dist', '.nx', '.git', '.impact', 'tests', 'bench', 'docs']);

/** Clones, installs (by links to the packages that are here; our own rooms are those of the copy) and builds. */
export async function secondCheckout(): Promise<Checkout> {
  const folder = mkdtempSync(join(tmpdir(), 'impact-checkout-'));
  for (const name of readdirSync(HERE)) {
    if (NOT_CLONED.has(name) || name.endsWith('.log')) continue;
    cpSync(join(HERE, name), join(folder, name), {
      recursive: true,
      filter: (source) => !NOT_CLONED.has(source.slice(source.lastIndexOf('/') + 1)),
    });
  }
  linkPackages(join(HERE, 'node_modules'), join(folder, 'node_modules'));
  const env = {
    PATH: `${join(folder, 'node_modules', '.bin')}:${process.env['PATH']}`,
    NO_COLOR: '1',
    IMPACT_DATA: '',
  };
  await promisify(execFile)(process.execPath, ['tools/build.mjs'], { cwd: folder, env: { ...process.env, ...env } });
  return {
    folder,
    impact: async (...args) => {
      const program = join(folder, 'apps', 'cli', 'dist', 'main.js');
      const home = { ...env, IMPACT_DATA: join(folder, 'data') };
      return promisify(execFile)(process.execPath, [program, ...args], { cwd: folder, env: home }).then(
        ({ stdout, stderr }) => ({ code: 0, data: stdout, messages: stderr }),
        (error: { readonly code: number; readonly stdout: string; readonly stderr: string }) => ({
          code: error.code,
          data: error.stdout,
          messages: error.stderr,
        }),
      );
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function linkPackages(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (name === '@impact-ledger') {
      mkdirSync(join(to, name));
      // Relative links: they lead to the rooms of the copy.
      for (const room of readdirSync(join(from, name))) {
        symlinkSync(readlinkSync(join(from, name, room)), join(to, name, room));
      }
    } else if (!name.startsWith('.') || name === '.bin') symlinkSync(join(from, name), join(to, name));
  }
}
