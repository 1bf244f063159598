import type { Cohort } from '@impact-ledger/cohort';
import type { Diagnostics, LocalText, Protocol } from '@impact-ledger/domain';
import { estimate, StatisticalError, type Table } from '@impact-ledger/stats';
import { balanceRows, covariateColumns, largestOf, secondOrder, worthShowing } from './balance-rows.js';
import type { AnalysisContext } from './context.js';
import { diagnoseStrata } from './diagnose-strata.js';
import { diagnoseTrials } from './diagnose-trials.js';
import { inseparable, type Adjusted, type Diagnosis } from './diagnosis.js';
import { hasSeveralRows, personsIn } from './persons.js';
import { primaryWeights, type PrimaryWeights } from './primary-weights.js';
import { propensityScores, scoreHistogram, targetWeights, type Target } from './score.js';

/**
 * Reads the covariates and arms only; of people with several rows also how long each was followed in a strategy and whether it
 * was left. Errors: those of the treatment model that are the protocol's fault (collinear).
 */
export function diagnose(cohort: Cohort, context: AnalysisContext): Diagnosis {
  const { table, flow, analysed } = cohort;
  const { protocol } = context;
  const persons = personsShown(cohort, protocol);
  const shown = { flow: [...flow], arms: { ...analysed }, ...(persons && { persons }) };
  const bare = { ...shown, overlap: null, effectiveSampleSize: null, separated: false, limits: [] };
  if (protocol.design === 'stratified_cohort') return { ...shown, ...diagnoseStrata(context) };
  if (protocol.covariates.length === 0) return { ...bare, balance: [], largestImbalance: 0 };
  if (protocol.design !== 'cohort') {
    const balance = unadjusted(table, protocol, 'pooled');
    return { ...bare, balance, largestImbalance: largestOf(balance) };
  }
  return { ...shown, ...(hasSeveralRows(protocol) ? diagnoseTrials(context) : adjusted(context, analysed)) };
}

function personsShown({ table }: Cohort, protocol: Protocol): Diagnostics['persons'] {
  const found = personsIn(table, protocol);
  // Nothing of the outcome before the gates have passed.
  return found && { total: found.total, treated: found.treated, comparison: found.comparison };
}

const armOf = (table: Table, { arms }: Protocol): Float64Array => table.columns[arms.column] as Float64Array;

function unadjusted(table: Table, protocol: Protocol, denominator: 'pooled' | 'treated'): Diagnostics['balance'] {
  const asTheyAre = { before: null, after: null };
  return balanceRows(covariateColumns(table, protocol), armOf(table, protocol), asTheyAre, denominator, protocol);
}

/** Weighted as the primary analysis weights; by the probabilities where it models the outcome instead. */
function adjusted(context: AnalysisContext, analysed: Cohort['analysed']): Adjusted {
  const { table, protocol } = context;
  const target = protocol.estimand.target as Target;
  const denominator = target === 'ATT' ? 'treated' : 'pooled';
  const arm = armOf(table, protocol);
  const names = protocol.covariates.map(({ column }) => column);
  let score: Float64Array;
  let own: PrimaryWeights | undefined;
  try {
    score = propensityScores(table, protocol.arms.column, names);
    own = primaryWeights(context, analysed);
  } catch (error) {
    const apart = error instanceof StatisticalError ? APART[error.kind] : undefined;
    if (!apart) throw error;
    return inseparable(unadjusted(table, protocol, denominator), apart((error as StatisticalError).message));
  }
  const roles = { treatment: protocol.arms.column, covariates: names };
  const overlap = estimate('overlap', table, roles, { weights: target });
  const weights = { before: null, after: own?.weights ?? targetWeights(target, arm, score) };
  const columns = covariateColumns(table, protocol);
  const rows = balanceRows(columns, arm, weights, denominator, protocol);
  // Both make every mean equal by construction, so the second moments are what can still differ.
  const exact = target === 'ATO' || own?.weighedBy === 'entropy_balancing';
  const second = exact ? balanceRows(secondOrder(columns, protocol), arm, weights, denominator, protocol) : [];
  const size = overlap.details['effectiveSampleSize'] as { treated: number; comparison: number };
  return {
    balance: [...rows, ...worthShowing(second)],
    overlap: { equipoise: overlap.value!, bins: scoreHistogram(arm, score) },
    effectiveSampleSize: { treated: size.treated, comparison: size.comparison },
    ...(own && { weighedBy: own.weighedBy, effectiveSampleSize: own.effectiveSampleSize, counted: own.counted }),
    largestImbalance: largestOf([...rows, ...second]),
    separated: false,
    limits: own?.limits ?? [],
  };
}

/** Why nobody is comparable, by the kind of the error that says so. */
const APART: Partial<Record<StatisticalError['kind'], (message: string) => LocalText>> = {
  separation: (message) => ({
    en: `The characteristics tell the two groups apart without error: ${message}`,
    fr: `Les caractéristiques séparent les deux groupes sans erreur : ${message}`,
  }),
  'no-overlap': (message) => ({
    en: `No weights make the two groups alike: ${message}`,
    fr: `Aucune pondération ne rend les deux groupes semblables : ${message}`,
  }),
};
