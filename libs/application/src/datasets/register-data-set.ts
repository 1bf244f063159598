import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inspectTable, pseudonymiseTable } from '@impact-ledger/cohort';
import { authorise, dataset, DomainError, type DataSetColumn, type DataSetDeclaration } from '@impact-ledger/domain';
import type { EventStore, Vault } from '@impact-ledger/ledger';
import type { CommandBus } from '@nestjs/cqrs';
import type { CommandEnvelope, CommandReceipt } from '../command/envelope.js';
import { loadState } from '../command/load.js';
import { DataSetMessage } from '../command/messages.js';
import { requireProduct } from '../handlers/require-product.js';

export interface DataSetTools {
  readonly store: EventStore;
  readonly bus: CommandBus;
  readonly vault: Vault;
  /** Folder for the pseudonymised copy on its way into the vault; made private. */
  readonly scratch: string;
}

export interface NewDataSet {
  readonly declaration: DataSetDeclaration;
  /** CSV or Parquet; the caller removes it. */
  readonly path: string;
  readonly envelope: CommandEnvelope;
}

/**
 * Takes in a file of person-level data: looks at it, replaces the identifiers it declares by pseudonyms, encrypts it
 * into the vault, and records its shape and hash, never a person's value.
 * Whatever can be refused is refused before anything is kept.
 * @throws Forbidden, DomainError, DataFileError, VaultError, and what the ledger throws
 */
export async function registerDataSet(tools: DataSetTools, request: NewDataSet): Promise<CommandReceipt> {
  const { store, bus, vault, scratch } = tools;
  const { declaration, path, envelope } = request;
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
  const shape = await inspectTable(path);
  refuseUnknownColumns(declared.pseudonymised, shape.columns);

  await mkdir(scratch, { recursive: true, mode: 0o700 });
  const copy = join(scratch, `${process.pid}-${randomUUID()}`);
  try {
    await pseudonymiseTable(path, {
      columns: declared.pseudonymised,
      key: await vault.pseudonymKey(id),
      out: copy,
    });
    await chmod(copy, 0o600);
    const data = {
      ...declared,
      rows: shape.rows,
      columns: shape.columns.map((column) => describable(column, declared.pseudonymised)),
      sha256: await hashFile(copy),
      bytes: (await stat(copy)).size,
    };
    const message = new DataSetMessage(id, { type: 'RegisterDataSet', data }, envelope);
    // Asked before the file goes into the vault, so that a refused one leaves nothing there.
    dataset.decide(message.request, state, { actor: envelope.actor, at: new Date().toISOString() });
    const kept = await vault.put(id, copy);
    if (kept.sha256 !== data.sha256) throw new Error(`The vault kept ${kept.sha256} instead of ${data.sha256}.`);
    return await bus.execute(message);
  } finally {
    await rm(copy, { force: true });
  }
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

function refuseUnknownColumns(named: readonly string[], columns: readonly DataSetColumn[]): void {
  const known = columns.map(({ name }) => name);
  const faults = named.flatMap((name, index) =>
    known.includes(name)
      ? []
      : [
          {
            pointer: `/pseudonymised/${index}`,
            detail: `the file has no column "${name}": it has ${known.join(', ')}`,
          },
        ],
  );
  if (faults.length > 0) {
    throw new DomainError('invalid', 'Columns to pseudonymise are not in the file: correct their names.', faults);
  }
}

/** A list of pseudonyms would tell who is in the file to whoever holds another file with the same key. */
function describable({ levels, ...column }: DataSetColumn, pseudonymised: readonly string[]): DataSetColumn {
  return levels === undefined || pseudonymised.includes(column.name) ? column : { ...column, levels };
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
