import { StudyResult, type Engine } from '@impact-ledger/domain';
import { inKeptEngine, type KeptEngine } from './kept-engine.js';
import type { Outcome, Reproduction } from './outcome.js';
import { dataFault, type Package } from './package.js';
import { engineOf, recompute } from './recompute.js';

/** Computes the result of a package again: no network, no database, nothing of an installation. */
export async function reproducePackage(
  files: Package,
  { here, kept }: { readonly here: Engine; readonly kept: KeptEngine | undefined },
): Promise<Reproduction> {
  const { head, dataPath } = files;
  const { study, run, resultHash } = head;
  const engine = { recorded: engineOf(head), here };
  const told = { study, run, resultHash, engine };
  const fault = await faultOf(files);
  if (fault) return { ...told, result: fault };
  if (kept) return inKeptEngine(kept, files);
  const { outcome } = await recompute(head, { tablePath: dataPath, here });
  return { ...told, result: outcome };
}

async function faultOf(files: Package): Promise<Outcome | undefined> {
  const { head, dataPath } = files;
  const { dataset } = StudyResult.parse(head.result).inputs;
  if (head.data.sha256 !== dataset.sha256) {
    const detail = `The package holds the file ${head.data.sha256}, but the result was made from ${dataset.sha256}.`;
    return { outcome: 'broken', detail };
  }
  const fault = await dataFault(files);
  if (fault === 'missing') {
    return { outcome: 'file_missing', detail: `The file ${dataPath} (SHA-256 ${dataset.sha256}) is missing.` };
  }
  if (fault) {
    const detail = `${dataPath} has the SHA-256 ${fault.found}, not ${dataset.sha256}: it is another file, or was changed.`;
    return { outcome: 'broken', detail };
  }
  return undefined;
}
