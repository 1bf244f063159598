import { aipw } from '../adjustment/aipw.js';
import type { OptionValue } from '../catalogue/option.js';
import { validateOptions } from '../catalogue/validate-options.js';
import type { Finding } from '../core/estimate.js';
import type { Sample } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { welch } from '../two-groups/welch.js';

/** An estimate as known at a look. */
export interface LookGiven {
  readonly estimate: number;
  readonly standardError: number;
  /** People behind it. */
  readonly count: number;
}

interface Lists {
  readonly estimates: readonly number[] | null;
  readonly standardErrors: readonly number[] | null;
  readonly counts: readonly number[] | null;
}

/**
 * The looks of a sequential method: from options, or one look at the rows, by AIPW scores when covariates are named and
 * by the difference of means otherwise.
 */
export function looksGiven(
  method: string,
  sample: Sample,
  { estimates, standardErrors, counts }: Lists,
  level: number,
): { readonly looks: readonly LookGiven[]; readonly finding: Finding | null } {
  if (estimates !== null || standardErrors !== null || counts !== null) {
    const given = [estimates, standardErrors, counts];
    if (estimates === null || given.some((list) => list?.length !== estimates.length)) {
      throw new StatisticalError(
        'invalid-option',
        `${method} needs for every look its estimate, standard error and count: ${given.map((list) => list?.length ?? 0).join(', ')} were given.`,
        ['estimates', 'standardErrors', 'counts'],
      );
    }
    const looks = estimates.map((estimate, k) => ({
      estimate,
      standardError: standardErrors![k]!,
      count: counts![k]!,
    }));
    const back = looks.findIndex(({ count }, k) => k > 0 && count <= looks[k - 1]!.count);
    if (back === -1) return { looks, finding: null };
    throw new StatisticalError(
      'invalid-option',
      `Look ${back + 1} has ${looks[back]!.count} people, not more than the look before: give looks in order of their maturity.`,
      ['counts'],
    );
  }
  const finding = fromRows(method, sample, level);
  return {
    looks: [{ estimate: finding.value!, standardError: finding.standardError!, count: finding.n.total }],
    finding,
  };
}

function fromRows(method: string, sample: Sample, level: number): Finding {
  if (sample.treatment === undefined || sample.outcome === undefined) {
    throw new StatisticalError(
      'missing-role',
      `${method} needs a treatment and an outcome, or the options estimates, standardErrors and counts.`,
      ['treatment', 'outcome', 'estimates'],
    );
  }
  const entry = sample.covariates.columns.length > 0 ? aipw : welch;
  const options: Record<string, OptionValue> = validateOptions(entry.id, entry.options, { level });
  const finding = entry.run(sample, options);
  if (finding.standardError !== null && finding.standardError > 0) return finding;
  throw new StatisticalError('no-variation', `The outcome does not vary, so ${method} has no error to work with.`, [
    'outcome',
  ]);
}

/** Options that give looks as numbers, for both sequential methods. */
export const LOOKS_WHAT = {
  estimates: 'Estimate at each look, instead of rows, on a scale where no effect is 0.',
  standardErrors: 'Standard error at each look.',
  counts: 'People behind each look.',
} as const;
