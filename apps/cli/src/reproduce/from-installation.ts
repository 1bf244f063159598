import { chmod, copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  registeredFiles,
  withDataSet,
  type OpenedDataSet,
  type RegisteredFiles,
  type ReproductionHead,
} from '@impact-ledger/application';
import type { Engine } from '@impact-ledger/domain';
import { VaultError, type EventStore, type Vault } from '@impact-ledger/ledger';
import { fateOf } from './data-fate.js';
import { inKeptEngine, isEngine, type KeptEngine } from './kept-engine.js';
import type { Reproduction } from './outcome.js';
import { filesOf } from './package.js';
import { engineOf, recompute } from './recompute.js';
import type { FoundResult } from './recorded-results.js';

export interface Installed {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly here: Engine;
  readonly kept: readonly KeptEngine[];
}

/** Computes a result of this installation again, from its log and its vault. Shows no figure, and records nothing. */
export async function reproduceHere(
  found: FoundResult,
  { store, vault, here, kept }: Installed,
): Promise<Reproduction> {
  const { recorded, dataset, sha256 } = found;
  const { study, run, resultHash } = recorded;
  const engine = { recorded: engineOf(recorded), here };
  const told = { study, run, resultHash, engine };
  const stream = await store.readStream(`dataset-${dataset}`);
  const gone = fateOf(stream, dataset, sha256);
  if (gone) return { ...told, result: gone };
  const other = isEngine(engine.recorded)({ folder: '', engine: here })
    ? undefined
    : kept.find(isEngine(engine.recorded));
  try {
    const registered = registeredFiles(stream, dataset, sha256);
    return await withDataSet(vault, registered, async (files) => {
      if (other) return { ...told, ...(await elsewhere(found, registered, files, other)) };
      const { outcome, sealed } = await recompute(recorded, { ...files, here });
      return { ...told, result: outcome, ...(await compareSeal(vault, found, sealed)) };
    });
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    if (error.kind === 'absent') return { ...told, result: { outcome: 'file_missing', detail: error.message } };
    if (error.kind === 'erased') return { ...told, result: { outcome: 'data_set_erased', detail: error.message } };
    if (error.kind === 'damaged') return { ...told, result: { outcome: 'broken', detail: error.message } };
    throw error;
  }
}

/** The sealed document is compared in memory; of what it holds nothing leaves here. */
async function compareSeal(
  vault: Vault,
  { recorded: { run }, sealed: seal }: FoundResult,
  document: string | null,
): Promise<Pick<Reproduction, 'sealed'>> {
  if (seal === null) return {};
  try {
    const kept = await vault.openResult(run, seal);
    return { sealed: kept.document === document ? 'identical' : 'different' };
  } catch (error) {
    if (error instanceof VaultError && error.kind === 'absent') return { sealed: 'not at hand' };
    throw error;
  }
}

async function elsewhere(
  { recorded, position }: FoundResult,
  { sha256, parts }: RegisteredFiles,
  { tablePath, logs }: OpenedDataSet,
  kept: KeptEngine,
): Promise<Reproduction> {
  const folder = await mkdtemp(join(tmpdir(), 'impact-reproduce-'));
  try {
    const head: ReproductionHead = {
      format: 'impact-ledger reproduction 1',
      position,
      ...recorded,
      data: { sha256, bytes: 0, ...(parts && { parts: [...parts] }) },
    };
    const sources = parts && logs ? parts.map(({ role }) => logs.paths[role]!) : [tablePath];
    for (const [index, { path }] of filesOf({ head, folder }).entries()) {
      await copyFile(sources[index]!, path);
      await chmod(path, 0o600);
    }
    await writeFile(join(folder, 'reproduction.json'), JSON.stringify(head), { mode: 0o600 });
    return await inKeptEngine(kept, { head, folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
