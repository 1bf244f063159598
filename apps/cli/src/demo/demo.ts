import { join } from 'node:path';
import { createLoginLink, firstActor } from '@impact-ledger/application';
import { readEnvironment, resolveDataRoot } from '@impact-ledger/platform';
import type { StudyDetail } from '@impact-ledger/readmodel';
import { worlds } from '#worlds';
import { showVerdict } from '../commands/verdict.js';
import { withBooks } from '../connection/with-books.js';
import { withInstallation, type Installation } from '../installation/with-installation.js';
import { CommandFailure } from '../terminal/failure.js';
import { print, printJson, say } from '../terminal/terminal.js';
import { DEMO_OPERATOR, withAccounts, type Accounts } from './accounts.js';
import { loadWorld } from './load-world.js';

export interface DemoFlags {
  readonly once?: boolean;
  readonly json?: boolean;
}

const DEMO_LINK_MINUTES = 24 * 60;

/**
 * A ledger of its own (`demo` below the data root), with the demonstration worlds loaded through the public API by
 * accounts that may each do their part and no more, and what their studies found. Loading again changes nothing.
 */
export async function demo({ once = false, json = false }: DemoFlags): Promise<void> {
  const environment = readEnvironment();
  const dataRoot = resolveDataRoot(join(resolveDataRoot(environment.dataRoot).path, 'demo')).path;
  say(`the demonstration keeps its data in ${dataRoot}`);
  const logs = join(dataRoot, 'log');
  const done = await withInstallation(
    { environment, dataRoot, logs, anyPortWillDo: true, onProgress: say },
    async (installation) => {
      await refuseOtherLedger(installation);
      const details = await withBooks(installation, (books) => withAccounts(installation, books, load));
      if (json) printJson(details.map(({ protocol, run }) => ({ study: run?.study, protocol, run })));
      else for (const { protocol, run } of details) if (run) showVerdict(protocol, run);
      if (once) return true;
      await showAddresses(installation, environment.publicUrl ?? installation.url, json);
      if (installation.servedBy !== undefined) return true;
      say('Ctrl-C stops it');
      await installation.stopRequested;
      return true;
    },
  );
  if (done && once) say('without --once the pages stay open: the address of each is printed');
  if (!done && once)
    throw new CommandFailure('interrupted: the demonstration goes on where it stopped when started again');
}

/** The worlds, one after the other, and what their studies say at the end. */
async function load(accounts: Accounts): Promise<readonly StudyDetail[]> {
  const details: StudyDetail[] = [];
  for (const world of worlds()) details.push(...(await loadWorld(world, accounts)));
  return details;
}

/** With an address of the operator's the demonstration could land in a real ledger, where nothing is ever removed. */
async function refuseOtherLedger(installation: Installation): Promise<void> {
  const first = await withBooks(installation, ({ store }) => firstActor(store));
  if (first && !first.id.startsWith('demo.')) {
    throw new CommandFailure(
      'DATABASE_URL or KURRENTDB_URL names a ledger that is in use: the demonstration would stay in it for ever. Unset it, or name an empty one.',
    );
  }
}

async function showAddresses(installation: Installation, address: string, json: boolean): Promise<void> {
  const visitor = { account: 'demo.visitor', role: 'auditor', expiresInMinutes: DEMO_LINK_MINUTES } as const;
  const secret = await withBooks(installation, (books) => createLoginLink(books, { ...visitor, by: DEMO_OPERATOR }));
  const tell = json ? say : print;
  tell('');
  tell(`sign in once       ${address}/sign-in/${secret}`);
  tell(`portfolio          ${address}/`);
  tell(`studies            ${address}/studies`);
  for (const { products } of worlds()) {
    for (const { product } of products) tell(`public page        ${address}/${product}/stats`);
  }
  tell(`API reference      ${address}/docs`);
}
