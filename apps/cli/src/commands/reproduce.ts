import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readEngine } from '@impact-ledger/application';
import type { Engine } from '@impact-ledger/domain';
import { createVault } from '@impact-ledger/ledger';
import { keptMasterKey, readEnvironment, resolveDataRoot, resolveScratch } from '@impact-ledger/platform';
import { openStore } from '../connection/open-store.js';
import { withDatabase } from '../connection/with-database.js';
import { reproduceHere } from '../reproduce/from-installation.js';
import { reproducePackage } from '../reproduce/from-package.js';
import { isEngine, keptEngineIn, keptEngines, type KeptEngine } from '../reproduce/kept-engine.js';
import { exitOf, tell, type Reproduction } from '../reproduce/outcome.js';
import { readPackage } from '../reproduce/package.js';
import { engineOf } from '../reproduce/recompute.js';
import { findResults } from '../reproduce/recorded-results.js';
import { CommandFailure, EXIT } from '../terminal/failure.js';
import { print, printJson, say } from '../terminal/terminal.js';

export interface ReproduceFlags {
  readonly all?: boolean;
  readonly engine?: string;
  readonly json?: boolean;
}

const RUN_OR_HASH = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64})$/;

/**
 * Computes a result again from what it was made from and compares the bytes: of a reproduction package, without any
 * installation; or of the ledger of this machine, by run or by the hash of the result.
 */
export async function reproduceCommand(wanted: string | undefined, flags: ReproduceFlags): Promise<void> {
  const { all = false, json = false } = flags;
  if (all === (wanted !== undefined)) {
    throw new CommandFailure('name a run, the hash of a result or a package; or say --all', EXIT.usage);
  }
  const here = await readEngine();
  const named = flags.engine === undefined ? undefined : await keptEngineIn(flags.engine);
  const onTold = (told: Reproduction): void => {
    if (!json) print(`${told.study} ${told.run} ${tell(told)}`);
  };
  const told =
    wanted !== undefined && existsSync(wanted)
      ? await ofPackage(wanted, here, named)
      : await ofInstallation(wanted, here, named, onTold);
  if (json) printJson(told);
  const codes = told.map(exitOf);
  say(`${codes.filter((code) => code === EXIT.ok).length} of ${codes.length} computed again with the same bytes`);
  const worst = codes.includes(EXIT.integrity) ? EXIT.integrity : codes.find((code) => code !== EXIT.ok);
  if (worst === EXIT.integrity) throw new CommandFailure('other bytes than were recorded', EXIT.integrity);
  if (worst !== undefined) throw new CommandFailure('not every result could be computed again as it was', worst);

  async function ofPackage(path: string, engine: Engine, kept: KeptEngine | undefined): Promise<Reproduction[]> {
    const files = await readPackage(path);
    const recorded = engineOf(files.head);
    const other = isEngine(recorded)({ folder: '', engine })
      ? kept
      : (kept ?? (await keptHere()).find(isEngine(recorded)));
    const reproduction = await reproducePackage(files, { here: engine, kept: other });
    onTold(reproduction);
    return [reproduction];
  }
}

/** Of the data root, where there is one: a package needs none. */
async function keptHere(): Promise<KeptEngine[]> {
  return keptEngines(resolveDataRoot(readEnvironment().dataRoot).path);
}

async function ofInstallation(
  wanted: string | undefined,
  here: Engine,
  named: KeptEngine | undefined,
  onTold: (told: Reproduction) => void,
): Promise<Reproduction[]> {
  if (wanted !== undefined && !RUN_OR_HASH.test(wanted)) {
    throw new CommandFailure(`"${wanted}" is no run, no hash of a result, and no package on this machine`, EXIT.usage);
  }
  return withDatabase(async (database) => {
    const { dataRoot, environment } = database;
    const masterKey = environment.masterKey ?? keptMasterKey(dataRoot).key;
    const vault = createVault({
      folder: join(dataRoot, 'vault'),
      scratch: resolveScratch(environment.scratch),
      masterKey,
    });
    const store = openStore(database);
    try {
      const kept = named ? [named] : await keptEngines(dataRoot);
      const reproductions: Reproduction[] = [];
      for (const found of await findResults(store, wanted)) {
        const reproduction = await reproduceHere(found, { store, vault, here, kept });
        reproductions.push(reproduction);
        onTold(reproduction);
      }
      return reproductions;
    } finally {
      await store.close();
    }
  });
}
