import { inLocale, type Diagnostics, type Locale, type LocalText, type Protocol } from '@impact-ledger/domain';
import { StatisticalError, trialWeights, type Table, type TrialWeights } from '@impact-ledger/stats';
import { requestFor } from './analyse.js';
import { balanceRows, covariateColumns, judgedIn, largestOf, secondOrder, worthShowing } from './balance-rows.js';
import type { AnalysisContext } from './context.js';
import { inseparable, type Adjusted } from './diagnosis.js';
import { peopleOf } from './persons.js';
import { scoreHistogram, type NumericColumn } from './score.js';

type Method = Parameters<typeof trialWeights>[0];
type ByArm = Readonly<Record<'treated' | 'comparison', number>>;

/** Faults of the models of the weights that say: nobody of one side is like those of the other. */
const INSEPARABLE: ReadonlySet<string> = new Set(['separation', 'no-variation', 'no-overlap', 'too-few-rows']);

/**
 * Balance, overlap and effective sizes of a study whose rule of time zero gives a person several rows, under the weights of
 * its primary analysis (`trialWeights`). Clones are the same people in both arms at time zero: what can fail is whether those who
 * kept to a strategy, weighted, stand for everybody; so it is they who are judged, and in trials followed per protocol too.
 *
 * - Balance: those who kept to their arm for as long as they were followed, each under the last weight: the arms against each
 *   other, and each arm against all its rows at time zero, whom the weights promise to restore (Jackson 2019). People who had the
 *   event before they left are among them, so that the events of an arm move no mean.
 * - Equipoise: preference scores (Walker and others 2013) of taking up the exposure, within each trial; of clones, of taking it up by
 *   the last day of grace, among those followed to it.
 * - Effective sizes: Kish's, of people, not of rows: those who were asked to leave and did not.
 */
export function diagnoseTrials(context: AnalysisContext): Adjusted {
  const { table, protocol } = context;
  const { timeZero, estimand, arms } = protocol;
  const arm = table.columns[arms.column] as Float64Array;
  const covariates = covariateColumns(table, protocol);
  const columns = [...covariates, ...(timeZero.rule === 'grace' ? [] : trialColumns(table))];
  const denominator = estimand.target === 'ATT' ? 'treated' : 'pooled';
  const request = requestFor(context, protocol.primary, protocol.outcome.column);
  const refused = (why: (locale: Locale) => string): Adjusted => {
    const unweighted = { before: null, after: null };
    return inseparable(balanceRows(columns, arm, unweighted, denominator, protocol), {
      en: `No weights make the two groups alike: ${why('en')}`,
      fr: `Aucune pondération ne rend les deux groupes semblables : ${why('fr')}`,
    });
  };
  let weights: TrialWeights;
  try {
    weights = trialWeights(request.method as Method, request.table, request.roles, request.options);
  } catch (error) {
    if (!(error instanceof StatisticalError) || !INSEPARABLE.has(error.kind)) throw error;
    return refused(() => error.message);
  }
  const abandoned = abandonedArm(arm, weights, protocol);
  if (abandoned) return refused((locale) => EVERYBODY_LEFT[locale](inLocale(abandoned, locale)));
  const { start, kept, uptake } = weights;
  const censors = request.roles.deviated !== undefined;
  const judged = { before: keptOf(weights), after: kept, ...(censors && { start }) };
  const rows = balanceRows(columns, arm, judged, denominator, protocol);
  const products = estimand.target === 'ATO' ? secondOrder(covariates, protocol) : [];
  const second = balanceRows(products, arm, judged, 'pooled', protocol);
  const sizes = effectivePeople(table, arm, weights);
  return {
    balance: [...rows, ...worthShowing(second)],
    overlap: {
      equipoise: equipoiseOf(uptake, table.columns['trial'] as Float64Array),
      bins: scoreHistogram(uptake.took, uptake.score),
    },
    effectiveSampleSize: sizes.effective,
    counted: sizes.people,
    largestImbalance: largestOf([...rows, ...second]),
    differences: judgedIn([...rows, ...second]).length,
    separated: false,
    limits: [],
    ...(censors && { keeping: keepingOf(arm, weights) }),
  };
}

const EVERYBODY_LEFT = {
  en: (arm: string) => `everybody left "${arm}" before the end of their follow-up, and nobody stands for them.`,
  fr: (arm: string) => `tout le monde a quitté « ${arm} » avant la fin de son suivi, et personne ne les représente.`,
};

/** The name of an arm to which nobody kept. */
function abandonedArm(arm: Float64Array, { kept }: TrialWeights, { arms }: Protocol): LocalText | undefined {
  const hasKept = (which: 0 | 1): boolean => kept.some((weight, row) => weight > 0 && arm[row] === which);
  if (!hasKept(1)) return arms.treated;
  return hasKept(0) ? undefined : arms.comparison;
}

/** Whether a row is of each trial, which the weights have to balance as any covariate. */
function trialColumns({ columns }: Table): NumericColumn[] {
  const trial = columns['trial'] as Float64Array;
  const label = { en: 'trial', fr: 'essai' };
  return [...new Set(trial)]
    .sort((a, b) => a - b)
    .map((one) => ({
      ...{ name: `trial=${one}`, column: 'trial', level: String(one), label },
      values: () => trial.map((each) => Number(each === one)),
    }));
}

/** 1 for a row that did not leave its arm. */
const keptOf = ({ kept }: TrialWeights): Float64Array => kept.map((weight) => Number(weight > 0));

/** Share of rows with a preference score from 0.3 to 0.7, the odds of the score over those of taking up in its group. */
function equipoiseOf({ rows, score, took }: TrialWeights['uptake'], trial: Float64Array): number {
  const counts = new Map<number, { took: number; all: number }>();
  rows.forEach((row, at) => {
    const group = counts.get(trial[row]!) ?? { took: 0, all: 0 };
    counts.set(trial[row]!, { took: group.took + took[at]!, all: group.all + 1 });
  });
  const within = score.filter((p, at) => {
    const group = counts.get(trial[rows[at]!]!)!;
    const odds = (p / (1 - p)) * ((group.all - group.took) / group.took);
    return odds >= 3 / 7 && odds <= 7 / 3;
  });
  return score.length === 0 ? 0 : within.length / score.length;
}

/**
 * Kish's effective size of the people behind the rows that kept to their arm: the weights of one person's rows are one weight.
 * Where an arm can be left only those count who were asked: the others kept to it because nothing was there to leave.
 */
function effectivePeople(
  table: Table,
  arm: Float64Array,
  { kept, asked }: TrialWeights,
): { readonly effective: ByArm; readonly people: ByArm } {
  const { person, count } = peopleOf(table);
  const of = (which: 0 | 1): { readonly size: number; readonly people: number } => {
    const canLeave = asked.some((flag, row) => flag === 1 && arm[row] === which);
    const weight = new Float64Array(count);
    kept.forEach((w, row) => {
      if (arm[row] === which && (asked[row] === 1 || !canLeave)) weight[person[row]!]! += w;
    });
    let [people, sum, squares] = [0, 0, 0];
    for (const w of weight) {
      people += Number(w > 0);
      sum += w;
      squares += w * w;
    }
    return { size: squares > 0 ? (sum * sum) / squares : 0, people };
  };
  const [comparison, treated] = [of(0), of(1)];
  return {
    effective: { treated: treated.size, comparison: comparison.size },
    people: { treated: treated.people, comparison: comparison.people },
  };
}

/** How many were asked to leave their arm and how many kept to it, with what their weights stand for (Cole and Hernán 2008). */
function keepingOf(arm: Float64Array, { start, kept, asked }: TrialWeights): NonNullable<Diagnostics['keeping']> {
  const of = (which: 0 | 1) => {
    const found = { rows: 0, asked: 0, kept: 0, largestWeight: 1 };
    let [before, after] = [0, 0];
    for (let row = 0; row < arm.length; row++) {
      if (arm[row] !== which) continue;
      found.rows += 1;
      found.asked += asked[row]!;
      found.kept += Number(kept[row]! > 0);
      if (kept[row]! > 0) found.largestWeight = Math.max(found.largestWeight, kept[row]! / start[row]!);
      before += start[row]!;
      after += kept[row]!;
    }
    return { ...found, represented: after / before };
  };
  return { treated: of(1), comparison: of(0) };
}
