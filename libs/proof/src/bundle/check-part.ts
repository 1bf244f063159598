import type { Checkpoint } from '../checkpoint.js';
import { verifyConsistency } from '../consistency.js';
import { verifyInclusion } from '../inclusion.js';
import type { LogCheck } from './check-log.js';
import type { CheckedFigure, StudyBook } from './check-studies.js';
import type { EarlierCheckpoint } from './compare-earlier.js';
import type { Fault, Faults } from './faults.js';
import type { LinedProof } from './proof-lines.js';

/** Of a bundle with a part of the log: each event stands, by its proof, in the tree that was signed. */
export function checkInclusion(given: {
  readonly log: LogCheck;
  readonly checkpoint: Checkpoint;
  readonly proofs: readonly LinedProof[];
  readonly faults: Faults;
}): void {
  const { log, checkpoint, proofs, faults } = given;
  if (proofs.length !== log.size || log.size === 0) {
    const message = `There are ${log.size} events and ${proofs.length} proofs: each event has one, and a study has events.`;
    faults.add({ step: 'inclusion', message });
  }
  let before = -1;
  for (const [index, { at, hashes, line }] of proofs.entries()) {
    const leafHash = log.hashes.at(index);
    if (!leafHash) break;
    const where = { ...log.where(index), leafIndex: at };
    if (at <= before) {
      faults.add({
        step: 'order',
        message: 'This event does not stand behind the one before it in the log.',
        ...where,
      });
    }
    before = at;
    const { size, root } = checkpoint;
    held(faults, 'inclusion', { ...where, line }, () =>
      verifyInclusion({ leafHash, leafIndex: at, size, root, proof: hashes }),
    );
  }
}

/** Whether the log extends the reader's checkpoints, by the proofs in the bundle; gives the sizes that hold. */
export function checkConsistency(given: {
  readonly checkpoint: Checkpoint;
  readonly earlier: readonly EarlierCheckpoint[];
  readonly proofs: readonly LinedProof[];
  readonly faults: Faults;
}): number[] {
  const {
    checkpoint: { size, root },
    earlier,
    proofs,
    faults,
  } = given;
  return earlier.flatMap(({ checkpoint: older, from }) => {
    const stretch = { leafIndex: 0, lastLeaf: older.size - 1 };
    const proof = proofs.find(({ at }) => at === older.size);
    if (older.size > size) {
      const message = `The checkpoint of ${from} is of ${older.size} events, this bundle's of ${size}: the log was rolled back.`;
      faults.add({ step: 'consistency', message, leafIndex: size, lastLeaf: older.size - 1 });
      return [];
    }
    if (!proof && older.size !== 0 && older.size !== size) {
      const message =
        `The bundle has no proof that the log extends the ${older.size} events of ${from}: ` +
        'export it again with --checkpoint and that file.';
      faults.add({ step: 'consistency', message, ...stretch });
      return [];
    }
    const claim = { from: older.size, to: size, fromRoot: older.root, toRoot: root, proof: proof?.hashes ?? [] };
    const where = { ...stretch, ...(proof && { line: proof.line }) };
    return held(faults, 'consistency', where, () => verifyConsistency(claim)) ? [older.size] : [];
  });
}

/** The figure of a run: published, and its protocol and result beside it. */
export function checkFigure(given: {
  readonly study: string;
  readonly run: string;
  readonly studies: Pick<StudyBook<unknown>, 'figure' | 'hasDocument'>;
  readonly faults: Faults;
}): CheckedFigure | null {
  const { study, run, studies, faults } = given;
  const figure = studies.figure(study, run);
  const wrong = (message: string): void => faults.add({ step: 'figure', message });
  if (!figure) {
    wrong(`There is no result of the run ${run} of the study "${study}" among the events.`);
    return null;
  }
  if (!figure.published) wrong(`The run ${run} is not published, or was retracted.`);
  if (!studies.hasDocument(figure.protocolHash))
    wrong(`The protocol, ${figure.protocolHash}, is not among the documents.`);
  if (!studies.hasDocument(figure.resultHash)) wrong(`The result, ${figure.resultHash}, is not among the documents.`);
  return figure;
}

/** Runs a check; what it throws is a fault. */
function held(faults: Faults, step: Fault['step'], where: Omit<Fault, 'step' | 'message'>, check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    faults.add({ step, message: (error as Error).message, ...where });
    return false;
  }
}
