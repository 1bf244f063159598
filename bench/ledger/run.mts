import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { LEDGER_MIGRATIONS } from '@impact-ledger/ledger';
import { createPool, migrate } from '@impact-ledger/platform';
import { READMODEL_MIGRATIONS } from '@impact-ledger/readmodel';
import type { Figures } from '#measure';

/** Databases that live for one run. */
export class Databases {
  #count = 0;
  readonly #admin: ReturnType<typeof createPool>;
  readonly #server: string;

  constructor(admin: ReturnType<typeof createPool>, server: string) {
    this.#admin = admin;
    this.#server = server;
  }

  /** Empty, with our schema, or a copy of another. */
  async use<T>(
    { migrated, template }: { readonly migrated?: boolean | undefined; readonly template?: string },
    work: (url: string, name: string) => Promise<T>,
  ): Promise<T> {
    const name = `bench_${process.pid}_${++this.#count}`;
    await this.#admin.query(`create database ${name} ${template ? `template ${template}` : ''}`);
    const url = new URL(this.#server);
    url.pathname = `/${name}`;
    try {
      if (migrated) {
        const pool = createPool(url.href, { applicationName: 'bench', max: 1 });
        await migrate(pool, [LEDGER_MIGRATIONS, READMODEL_MIGRATIONS]);
        await pool.end();
      }
      // What an earlier run left to write must not be written during this one.
      await this.#admin.query('checkpoint');
      return await work(url.href, name);
    } finally {
      await this.#admin.query(`drop database ${name} with (force)`);
    }
  }
}

/** Runs a script of this folder in a process of its own, `told` as its argument; its last line is the answer, as JSON. */
export function runScript(script: string, told: object): Promise<Figures> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path, JSON.stringify(told)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output.trim().split('\n').at(-1) ?? '') as Figures);
      else reject(new Error(`${script} ended with ${code}: ${output}`));
    });
  });
}
