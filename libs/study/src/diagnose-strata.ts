import type { Covariate, Protocol } from '@impact-ledger/domain';
import { effectiveSampleSize, type Table } from '@impact-ledger/stats';
import { requestFor } from './analyse.js';
import { balanceRows, covariateColumns, largestOf } from './balance-rows.js';
import type { AnalysisContext } from './context.js';
import { inseparable, type Adjusted } from './diagnosis.js';
import { scoreHistogram } from './score.js';

/** People of a stratum in each arm. */
interface Stratum {
  readonly treated: number;
  readonly comparison: number;
}

/** The weight of a stratum in the answer, shared out among the people of either arm there. */
const WEIGHTS: Readonly<Record<string, (stratum: Stratum) => number>> = {
  ATE: ({ treated, comparison }) => treated + comparison,
  ATT: ({ treated }) => treated,
  ATC: ({ comparison }) => comparison,
  // Mantel and Haenszel (1959): the strata that tell most.
  'mantel-haenszel': ({ treated, comparison }) => (treated * comparison) / (treated + comparison),
};

/** Preference scores between these bounds (Walker and others 2013). */
const [LEAST_PREFERENCE, MOST_PREFERENCE] = [0.3, 0.7];

/**
 * Balance, overlap and effective sizes of a stratified cohort, under the weights of its primary analysis: of declared
 * characteristics, which strata may leave apart, and of the strata themselves, which are even by construction. The probability of
 * being treated is its share in the stratum. Strata with one arm compare nobody: their people weigh nothing and are counted out.
 */
export function diagnoseStrata(context: AnalysisContext): Adjusted {
  const { table, protocol } = context;
  const { method, options } = requestFor(context, protocol.primary, protocol.outcome.column);
  const arm = table.columns[protocol.arms.column] as Float64Array;
  const { stratum, strata } = countStrata(table, arm, protocol);
  const weigh = WEIGHTS[method === 'mantel-haenszel' ? method : (options['target'] as string)]!;
  const weights = new Float64Array(table.rows);
  const score = new Float64Array(table.rows);
  let outside = 0;
  for (let row = 0; row < table.rows; row++) {
    const of = strata[stratum[row]!]!;
    score[row] = of.treated / (of.treated + of.comparison);
    if (of.treated === 0 || of.comparison === 0) outside += 1;
    else weights[row] = weigh(of) / (arm[row] === 1 ? of.treated : of.comparison);
  }
  const described = { ...protocol, covariates: describedBy(protocol) };
  const columns = covariateColumns(table, described);
  const denominator = options['target'] === 'ATT' ? 'treated' : 'pooled';
  const rows = (after: Float64Array | null) =>
    balanceRows(columns, arm, { before: null, after }, denominator, described);
  if (outside === table.rows) return inseparable(rows(null), NOBODY);
  const balance = rows(weights);
  return {
    balance,
    overlap: { equipoise: equipoise(arm, score), bins: scoreHistogram(arm, score) },
    effectiveSampleSize: effectiveSampleSize(arm, weights, new Float64Array(table.rows).fill(1)),
    largestImbalance: largestOf(balance),
    separated: false,
    limits: outside === 0 ? [] : [countedOut(outside)],
  };
}

/** The characteristics, and the strata that are none of them. */
function describedBy({ covariates, strata = [] }: Protocol): Covariate[] {
  const own = strata.filter(({ column }) => !covariates.some((covariate) => covariate.column === column));
  return [
    ...covariates,
    ...own.map((each): Covariate => ({ ...each, kind: 'category', measured: 'before_time_zero' })),
  ];
}

/** The stratum of each row, by number: a text for each would fill the memory of millions. */
function countStrata({ rows, columns }: Table, arm: Float64Array, { strata: named = [] }: Protocol) {
  const stratum = new Uint32Array(rows);
  let count = 1;
  for (const { column } of named) {
    const data = columns[column]!;
    const values = data instanceof Float64Array ? data : data.codes;
    const numbers = new Map<number, Map<number, number>>();
    count = 0;
    for (let row = 0; row < rows; row++) {
      const before = numbers.get(stratum[row]!) ?? new Map<number, number>();
      numbers.set(stratum[row]!, before);
      const known = before.get(values[row]!) ?? count++;
      before.set(values[row]!, known);
      stratum[row] = known;
    }
  }
  const strata = Array.from({ length: count }, () => ({ treated: 0, comparison: 0 }));
  for (let row = 0; row < rows; row++) strata[stratum[row]!]![arm[row] === 1 ? 'treated' : 'comparison'] += 1;
  return { stratum, strata };
}

/** Share of people whose score, held against the share of all who were treated, lies in the middle. */
function equipoise(arm: Float64Array, score: Float64Array): number {
  const share = arm.reduce((sum, each) => sum + each, 0) / arm.length;
  const odds = share / (1 - share);
  const preference = score.map((p) => p / (p + odds * (1 - p)));
  const between = preference.reduce(
    (sum, each) => sum + Number(each >= LEAST_PREFERENCE && each <= MOST_PREFERENCE),
    0,
  );
  return between / arm.length;
}

const NOBODY = {
  en: 'No stratum holds both groups: nobody is comparable.',
  fr: 'Aucune strate ne contient les deux groupes : personne n’est comparable.',
};
const countedOut = (people: number) => ({
  en: `${people} people are in strata with one of the groups only, and are compared with nobody.`,
  fr: `${people} personnes sont dans des strates où un seul des groupes est présent, et ne sont comparées à personne.`,
});
