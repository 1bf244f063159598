import type { LocalText } from '@impact-ledger/domain';
import { StatisticalError } from '@impact-ledger/stats';
import type { AnalysisContext } from './context.js';
import { say } from './words/say.js';

/** Runs what may admit no honest figure; then it is named among the limits, with the reason, and the study stands. */
export function withoutFigure<T>(
  run: () => T,
  label: LocalText,
  { protocol }: AnalysisContext,
  limits: LocalText[],
): T | undefined {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof StatisticalError)) throw error;
    limits.push(
      say(protocol, protocol.smallestEffectOfInterest, ({ phrases, text }) =>
        phrases.limits.notComputed(text(label), error.message),
      ),
    );
    return undefined;
  }
}
