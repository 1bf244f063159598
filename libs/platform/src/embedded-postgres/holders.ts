import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identityOf, isStillRunning } from './processes.js';

/**
 * Who uses the server: one empty file per user, named `<pid>-<start>.<uuid>`. The last one to leave stops the server,
 * so a command line tool that adopts a running server does not take it away from the application.
 * Call under the start lock only.
 */
export class Holders {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
  }

  /** Adds this process; returns the name to leave by. */
  join(): string {
    const name = `${identityOf(process.pid)}.${randomUUID()}`;
    writeFileSync(join(this.folder, name), '', { flag: 'wx', mode: 0o644 });
    return name;
  }

  /** Forgets what this process held of a server that died: after a restart only the new hold counts. */
  forgetOwn(): void {
    for (const name of readdirSync(this.folder)) {
      if (name.startsWith(`${identityOf(process.pid)}.`)) rmSync(join(this.folder, name), { force: true });
    }
  }

  /** Removes one of ours; returns the ids of the processes that still use the server. */
  leave(name: string): number[] {
    rmSync(join(this.folder, name), { force: true });
    return this.present();
  }

  /** Ids of live users; forgets those that were killed before they could leave. */
  present(): number[] {
    const live: number[] = [];
    for (const name of readdirSync(this.folder)) {
      const identity = name.split('.')[0] ?? '';
      if (isStillRunning(identity)) live.push(Number.parseInt(identity, 10));
      else rmSync(join(this.folder, name), { force: true });
    }
    return live;
  }
}
