import type { Fault } from '@impact-ledger/domain';

/** Faults of a file, each on a line of its own below the message that names it. */
export const linesOf = (faults: readonly Fault[]): string =>
  faults.map(({ pointer, detail }) => `\n  ${pointer || 'it'} ${detail}`).join('');
