import type { StudyResult } from '@impact-ledger/domain';
import type { StudySummary } from '@impact-ledger/readmodel';
import type { Reader } from '../context.js';
import { effectScale } from './scale.js';
import { headline } from './shown.js';

/** The result a list may speak of: none while retracted or rejected. */
export function standingResult(study: StudySummary): StudyResult | null {
  const { run } = study;
  return run && run.publication !== 'retracted' && run.review !== 'rejected' ? run.result : null;
}

/** The interval in points of a binary outcome; a list does not know the unit of others, whose sentence says it. */
export function summaryInterval(result: StudyResult, reader: Reader): string | null {
  if (!result.findings) return null;
  const { interval, measure } = headline(result.findings);
  if (measure !== 'risk_difference') return null;
  return effectScale('points', interval.upper - interval.lower, reader).interval(interval);
}

/** Evidence that something changed because of the service. */
export const showsEffect = (result: StudyResult): boolean =>
  (result.verdict === 'positive' || result.verdict === 'negative') && result.grade >= 2;
