import type { PartPaths } from '@impact-ledger/cohort';
import { dataset, type DataSetPart, type PartFile } from '@impact-ledger/domain';
import { canonicalJson, type EventStore, type Vault } from '@impact-ledger/ledger';
import { stateAfter } from '../command/load.js';

/** A data set as its stream has it under one hash. */
export interface RegisteredFiles {
  readonly dataset: string;
  readonly sha256: string;
  /** Of the table, or of the persons. */
  readonly rows: number;
  readonly extractedOn: string;
  /** The files of a data set of event logs; `sha256` is then that of {@link partList}. */
  readonly parts?: readonly PartFile[];
}

/** The decrypted files of a data set, as the engine takes them. */
export interface OpenedDataSet {
  /** The table, or the list of the parts. */
  readonly tablePath: string;
  readonly logs?: { readonly paths: PartPaths; readonly spill: string };
}

/** The text whose SHA-256 is that of a data set in parts: canonical JSON of its files, in the order of their roles. */
export const partList = (parts: readonly PartFile[]): string => canonicalJson(parts);

/** Paths by role, of files in the order of their parts. */
export const partPaths = (parts: readonly PartFile[], paths: readonly string[]): PartPaths =>
  Object.fromEntries(parts.map(({ role }, index) => [role, paths[index]!]));

/** The parts of a data set as they were at a revision of it; none of a table. Throws when there is no such data set. */
export async function dataSetParts(store: EventStore, id: string, revision: number): Promise<readonly DataSetPart[]> {
  const state = stateAfter(dataset, await store.readStream(`dataset-${id}`, { limit: revision + 1 }));
  return state.status === 'absent' ? [] : (state.parts ?? []);
}

/** Hands decrypted copies to `use`, which are gone when it has ended. @throws VaultError */
export function withDataSet<T>(
  vault: Vault,
  { dataset: id, sha256, parts }: Pick<RegisteredFiles, 'dataset' | 'sha256' | 'parts'>,
  use: (files: OpenedDataSet) => Promise<T>,
): Promise<T> {
  if (!parts) return vault.withFile(id, sha256, (tablePath) => use({ tablePath }));
  const files = [sha256, ...parts.map((part) => part.sha256)];
  return vault.withFiles(id, files, ([tablePath, ...paths], spill) =>
    use({ tablePath: tablePath!, logs: { paths: partPaths(parts, paths), spill } }),
  );
}
