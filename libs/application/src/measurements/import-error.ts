import type { Fault } from '@impact-ledger/domain';

/** An import that cannot be read at all; nothing of what follows in it was recorded. */
export class ImportError extends Error {
  override readonly name = 'ImportError';

  constructor(
    message: string,
    readonly faults: readonly Fault[] = [],
    /** Line of the input, from 1. */
    readonly line?: number,
  ) {
    super(message);
  }
}
