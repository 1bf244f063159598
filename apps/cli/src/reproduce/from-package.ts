import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { partList, partPaths } from '@impact-ledger/application';
import { StudyResult, type Engine } from '@impact-ledger/domain';
import { sha256Hex } from '@impact-ledger/ledger';
import { inKeptEngine, type KeptEngine } from './kept-engine.js';
import type { Outcome, Reproduction } from './outcome.js';
import { dataFault, filesOf, type Package } from './package.js';
import { engineOf, recompute, type Recomputation } from './recompute.js';

/** Computes the result of a package again: no network, no database, nothing of an installation. */
export async function reproducePackage(
  files: Package,
  { here, kept }: { readonly here: Engine; readonly kept: KeptEngine | undefined },
): Promise<Reproduction> {
  const { head } = files;
  const { study, run, resultHash } = head;
  const engine = { recorded: engineOf(head), here };
  const told = { study, run, resultHash, engine };
  const fault = await faultOf(files);
  if (fault) return { ...told, result: fault };
  if (kept) return inKeptEngine(kept, files);
  const { outcome } = await recomputeFrom(files, here);
  return { ...told, result: outcome };
}

/** What does not fit in memory goes to a folder of its own, which is removed. */
async function recomputeFrom(files: Package, here: Engine): Promise<Recomputation> {
  const { head } = files;
  const paths = filesOf(files).map(({ path }) => path);
  const { parts } = head.data;
  const tablePath = paths[0]!;
  if (!parts) return recompute(head, { tablePath, here });
  const spill = await mkdtemp(join(files.folder, '.spill-'));
  try {
    return await recompute(head, { tablePath, logs: { paths: partPaths(parts, paths), spill }, here });
  } finally {
    await rm(spill, { recursive: true, force: true });
  }
}

async function faultOf(files: Package): Promise<Outcome | undefined> {
  const { data, result } = files.head;
  const { dataset } = StudyResult.parse(result).inputs;
  if (data.sha256 !== dataset.sha256) {
    const detail = `The package holds the file ${data.sha256}, but the result was made from ${dataset.sha256}.`;
    return { outcome: 'broken', detail };
  }
  const listed = data.parts && sha256Hex(partList(data.parts));
  if (listed !== undefined && listed !== data.sha256) {
    const detail = `The list of files in the package has the SHA-256 ${listed}, not ${data.sha256}: it was changed.`;
    return { outcome: 'broken', detail };
  }
  const fault = await dataFault(files);
  if (!fault) return undefined;
  const { path, sha256, found } = fault;
  if (found === undefined) {
    return { outcome: 'file_missing', detail: `The file ${path} (SHA-256 ${sha256}) is missing.` };
  }
  const detail = `${path} has the SHA-256 ${found}, not ${sha256}: it is another file, or was changed.`;
  return { outcome: 'broken', detail };
}
