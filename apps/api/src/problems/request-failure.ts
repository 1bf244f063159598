import type { Fault } from '@impact-ledger/domain';
import { PROBLEM_KINDS } from './kinds.js';

export type ProblemKind = keyof typeof PROBLEM_KINDS;

/** A request that cannot be carried out as it came; becomes a problem document. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';

  constructor(
    readonly kind: ProblemKind,
    message: string,
    readonly faults: readonly Fault[] = [],
  ) {
    super(message);
  }
}
