import type { PartPaths } from '@impact-ledger/cohort';
import { authorise, dataset, DomainError, type DataSetDeclaration } from '@impact-ledger/domain';
import { Scratch, type EventStore, type Vault } from '@impact-ledger/ledger';
import type { CommandBus } from '@nestjs/cqrs';
import type { CommandEnvelope, CommandReceipt } from '../command/envelope.js';
import { loadState } from '../command/load.js';
import { DataSetMessage } from '../command/messages.js';
import { requireProduct } from '../handlers/require-product.js';
import { takeInParts, takeInTable } from './take-in.js';

export interface DataSetTools {
  readonly store: EventStore;
  readonly bus: CommandBus;
  readonly vault: Vault;
  /** Folder for the pseudonymised copies on their way into the vault; made private. */
  readonly scratch: string;
}

export interface NewDataSet {
  readonly declaration: DataSetDeclaration;
  /** One table, or event logs by their roles: CSV, gzip CSV or Parquet; the caller removes them. */
  readonly files: string | PartPaths;
  readonly envelope: CommandEnvelope;
}

/**
 * Takes in person-level data: looks at the files, replaces the identifiers it declares by pseudonyms, encrypts them into
 * the vault, and records their shape and hash, never a person's value.
 * Whatever can be refused is refused before anything is kept.
 * @throws Forbidden, DomainError, DataFileError, VaultError, and what the ledger throws
 */
export async function registerDataSet(tools: DataSetTools, request: NewDataSet): Promise<CommandReceipt> {
  const { store, bus, vault, scratch } = tools;
  const { declaration, files, envelope } = request;
  const { dataset: id, ...declared } = declaration;
  authorise(envelope.actor, 'RegisterDataSet');
  await requireProduct(store, declared.product, '/product');
  const state = await loadState(store, `dataset-${id}`, dataset);
  if (state.status === 'erased') {
    // Before a new key is made under the name of the one that was destroyed.
    throw new DomainError('already_exists', `Data set "${id}" was erased: choose another id.`, [
      { pointer: '/dataset', detail: 'was erased' },
    ]);
  }
  return new Scratch(scratch).use(async (folder) => {
    const how = { pseudonymised: declared.pseudonymised, key: () => vault.pseudonymKey(id), folder };
    const { taken, copies } = await (typeof files === 'string' ? takeInTable(files, how) : takeInParts(files, how));
    const message = new DataSetMessage(id, { type: 'RegisterDataSet', data: { ...declared, ...taken } }, envelope);
    // Asked before the files go into the vault, so that refused ones leave nothing there.
    dataset.decide(message.request, state, { actor: envelope.actor, at: new Date().toISOString() });
    // The list of parts last: where it is, they are.
    for (const { path, sha256 } of copies.toReversed()) {
      const kept = await vault.put(id, path);
      if (kept.sha256 !== sha256) throw new Error(`The vault kept ${kept.sha256} instead of ${sha256}.`);
    }
    return await bus.execute(message);
  });
}

/** Records the erasure, then destroys the key. Sent again after a crash in between, it destroys what is left. */
export async function eraseDataSet(
  { bus, vault }: Pick<DataSetTools, 'bus' | 'vault'>,
  id: string,
  reason: string,
  envelope: CommandEnvelope,
): Promise<CommandReceipt> {
  const receipt = await bus.execute(new DataSetMessage(id, { type: 'EraseDataSet', data: { reason } }, envelope));
  await vault.destroy(id);
  return receipt;
}
