import type { Protocol, RunInputs, StudyResult } from '@impact-ledger/domain';
import { StatisticalError } from '@impact-ledger/stats';
import type { StudyOutcome } from '@impact-ledger/study';
import type { Reading } from '#bonne-boite/reading';
import { EXTRACTED_ON } from '../../apps/cli/worlds/bonne-boite/job-seekers.js';

/** A study of `rows` persons, and its figures; a study that is refused, or has no honest figure, is such a reading. */
export async function readingOf(
  protocol: Protocol,
  { seed, rows }: { readonly seed: number; readonly rows: number },
  study: (inputs: RunInputs) => StudyOutcome | Promise<StudyOutcome>,
): Promise<Reading> {
  try {
    const { result } = await study({
      ...{ study: 'bonne-boite', protocolHash: 'a'.repeat(64), seed, look: 1 },
      dataset: { id: 'people', sha256: 'b'.repeat(64), rows, ...(protocol.eventLogs && { extractedOn: EXTRACTED_ON }) },
      engine: { version: '0.1.0', lock: 'c'.repeat(64) },
    });
    return figuresOf(result, protocol);
  } catch (error) {
    if (error instanceof StatisticalError) return { refused: error.message };
    throw error;
  }
}

function figuresOf({ findings, verdictReason }: StudyResult, { design }: Protocol): Reading {
  const primary = findings?.primary;
  if (!findings || !primary) return { refused: verdictReason.en ?? 'refused' };
  const { lower, upper } = findings.naive.interval;
  return {
    value: primary.value,
    standardError: primary.standardError!,
    ...{ lower: primary.interval.lower, upper: primary.interval.upper, rows: primary.n.total },
    naive: design === 'randomised' ? null : { value: findings.naive.value, lower, upper },
  };
}
