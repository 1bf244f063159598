import type { LookRecord, Protocol, StudyEstimate, StudyResult, Verdict } from '@impact-ledger/domain';
import type { StudyDetail, StudyRunView } from '@impact-ledger/readmodel';
import { queryOf, type Reader } from '../context.js';
import type { SealedReadingView } from './seal.js';

export type StudyState = 'drafted' | 'frozen' | StudyRunView['status'];

/** Which run the page speaks of, and what it may say. */
export interface ShownStudy {
  readonly study: StudyDetail;
  readonly run: StudyRunView | null;
  readonly result: StudyResult | null;
  readonly state: StudyState;
  /** A later run than the one shown, if any. */
  readonly newer: StudyRunView | null;
  readonly withdrawn: 'retracted' | 'rejected' | null;
  /** Set when the result is an unsealed one, with the estimate of a refused run. */
  readonly reading: SealedReadingView | null;
}

/** `?run=` picks one; otherwise the last run that ended with a result. */
export function shownStudy(study: StudyDetail, path: string, reading: SealedReadingView | null = null): ShownStudy {
  const asked = reading?.run ?? queryOf(path, 'run');
  const run = (asked && study.runs.find((each) => each.run === asked)) || study.run;
  const latest = study.runs[0];
  return {
    study,
    run,
    result: reading?.result ?? run?.result ?? null,
    reading,
    state: run?.status ?? study.status,
    newer: run && latest && latest.run !== run.run ? latest : null,
    withdrawn: run?.publication === 'retracted' ? 'retracted' : run?.review === 'rejected' ? 'rejected' : null,
  };
}

/** What a level means where several looks are planned: the limits are those of this look. Nothing of a single look. */
export const lookNote = (
  { look }: { readonly look?: Pick<LookRecord, 'critical'> | null | undefined },
  { alpha }: Pick<Protocol, 'alpha'>,
  { t, f }: Reader,
): string => (look ? t.atLook(f.level(1 - alpha), f.number(look.critical, 3)) : '');

/** Only a verdict that singles a figure out may show one; elsewhere the interval is the result. */
export const showsPoint = (verdict: Verdict): boolean =>
  verdict === 'positive' || verdict === 'negative' || verdict === 'null_effect';

/** What a figure needs of an estimate: a public page is given no more. */
export type ShownEstimate = Pick<StudyEstimate, 'label' | 'estimand' | 'measure' | 'value' | 'interval'> & {
  readonly n: { readonly total: number | null; readonly persons?: { readonly total: number } | undefined };
};

export interface ShownFindings {
  readonly naive: ShownEstimate;
  readonly primary: ShownEstimate | null;
  readonly sensitivity: readonly ShownEstimate[];
  readonly negativeControls: readonly ShownEstimate[];
}

/** The estimate the verdict is about: the primary one, or the only one of an unadjusted comparison. */
export const headline = ({ primary, naive }: Pick<ShownFindings, 'primary' | 'naive'>): ShownEstimate =>
  primary ?? naive;
