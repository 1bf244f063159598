import type { Findings, Protocol, StudyEstimate } from '@impact-ledger/domain';

type Risks = NonNullable<Findings['risks']>;

/**
 * The effect on the true outcome when the recorded one is only as good as its source says (Rogan and Gladen 1978): a
 * recorded share p stands for (p + specificity - 1) / (sensitivity + specificity - 1). The range over all corners of what
 * the source allows, the same in both arms unless it may differ between them. The interval is that of the estimate, wider
 * by the same factor (the smaller one, where the arms differ); what the source does not know of its own figures is the
 * range. Differences of shares only; undefined where no corner leaves shares between 0 and 1: source and data disagree.
 */
export function misrecorded(
  primary: StudyEstimate,
  risks: Risks | null,
  { outcome }: Pick<Protocol, 'outcome'>,
): Findings['misrecorded'] {
  const { recording } = outcome;
  if (!recording || !risks || primary.measure !== 'risk_difference') return undefined;
  const corners = recording.sensitivity.flatMap((se) => recording.specificity.map((sp) => ({ se, sp })));
  const possible = corners
    .flatMap((one) => (recording.differential ? corners : [one]).map((other) => [one, other] as const))
    .flatMap(([treated, comparison]) => {
      const factors = [treated, comparison].map(({ se, sp }) => se + sp - 1);
      if (factors.some((factor) => factor <= 0)) return [];
      const shares = [truth(risks.treated, treated), truth(risks.comparison, comparison)] as const;
      if (shares.some((share) => share < 0 || share > 1)) return [];
      const value = shares[0] - shares[1];
      const wider = (distance: number): number => distance / Math.min(...factors);
      const { lower, upper } = primary.interval;
      return [{ value, lower: value - wider(primary.value - lower), upper: value + wider(upper - primary.value) }];
    });
  if (possible.length === 0) return undefined;
  return {
    effect: rangeOf(possible.map(({ value }) => value)),
    interval: rangeOf(possible.flatMap(({ lower, upper }) => [lower, upper])),
    source: recording.source,
  };
}

interface Quality {
  readonly se: number;
  readonly sp: number;
}

const truth = (share: number, { se, sp }: Quality): number => (share + sp - 1) / (se + sp - 1);

const rangeOf = (values: readonly number[]) => ({ lower: Math.min(...values), upper: Math.max(...values) });
