import type { StudyResult } from '@impact-ledger/domain';
import type { StudyRunView } from '@impact-ledger/readmodel';
import type { LooksModel } from '../figures/looks.js';
import type { EffectScale } from './scale.js';
import { headline, showsPoint } from './shown.js';

/** A look whose figures may be shown: a refused one has none. */
export interface FoundLook {
  readonly run: StudyRunView;
  readonly result: StudyResult;
  readonly findings: NonNullable<StudyResult['findings']>;
}

/** Those of the looks that found something, in the same order. */
export const foundLooks = (runs: readonly StudyRunView[]): FoundLook[] =>
  runs.flatMap((run) => (run.result?.findings ? [{ run, result: run.result, findings: run.result.findings }] : []));

/** The interval at each look as it is drawn, with the best estimate where the verdict of that look may show one. */
export const looksModel = (
  looks: readonly FoundLook[],
  scale: EffectScale,
  current: StudyRunView | null,
): LooksModel => ({
  axis: scale.axisName,
  tick: scale.tick,
  points: looks.map(({ run, result, findings }) => {
    const { value, interval } = headline(findings);
    return {
      look: String(run.look),
      lower: scale.axis(interval.lower),
      upper: scale.axis(interval.upper),
      value: showsPoint(result.verdict) ? scale.axis(value) : null,
      current: run.run === current?.run,
    };
  }),
});
