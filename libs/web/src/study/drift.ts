import type { LocalText, StudyResult } from '@impact-ledger/domain';
import type { StudyDetail, StudyRunView } from '@impact-ledger/readmodel';

/** A look that ended with a result, refused ones included. */
export interface EndedLook {
  readonly run: StudyRunView;
  readonly result: StudyResult;
  readonly kept: number;
  readonly treatedShare: number;
  /** In what it was made from another than the look before it; empty for the first. */
  readonly changed: readonly ('data' | 'protocol' | 'engine')[];
}

const changesBetween = (before: StudyResult, after: StudyResult): EndedLook['changed'] => {
  const [a, b] = [before.inputs, after.inputs];
  return [
    ...(a.dataset.sha256 === b.dataset.sha256 ? [] : ['data' as const]),
    ...(a.protocolHash === b.protocolHash ? [] : ['protocol' as const]),
    ...(a.engine.version === b.engine.version && a.engine.lock === b.engine.lock ? [] : ['engine' as const]),
  ];
};

/** Oldest first. */
export function endedLooks(study: Pick<StudyDetail, 'runs'>): EndedLook[] {
  const ended = [...study.runs].reverse().flatMap((run) => (run.result ? [{ run, result: run.result }] : []));
  return ended.map(({ run, result }, index) => {
    const { treated, comparison } = result.diagnostics.arms;
    const previous = ended[index - 1];
    return {
      run,
      result,
      kept: treated + comparison,
      treatedShare: treated + comparison === 0 ? 0 : treated / (treated + comparison),
      changed: previous ? changesBetween(previous.result, result) : [],
    };
  });
}

/** A covariate with its standardised difference before adjustment at each look; null where it was not looked at. */
export interface CovariateDrift {
  readonly name: string;
  readonly label: LocalText;
  readonly differences: readonly (number | null)[];
}

/** Covariates, the one that moved most between the first and the last look first. */
export function covariateDrift(looks: readonly EndedLook[]): CovariateDrift[] {
  const labels = new Map(looks.flatMap(({ result }) => result.diagnostics.balance.map((row) => [row.name, row.label])));
  const moved = ({ differences }: CovariateDrift): number => {
    const [first, last] = [differences[0], differences.at(-1)];
    return first == null || last == null ? -1 : Math.abs(last - first);
  };
  return [...labels]
    .map(([name, label]) => ({
      ...{ name, label },
      differences: looks.map(
        ({ result }) => result.diagnostics.balance.find((row) => row.name === name)?.before ?? null,
      ),
    }))
    .sort((a, b) => moved(b) - moved(a));
}
