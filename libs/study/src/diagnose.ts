import type { Cohort } from '@impact-ledger/cohort';
import type { BalanceRow, Diagnostics, LocalText, Protocol } from '@impact-ledger/domain';
import { estimate, StatisticalError, type Table } from '@impact-ledger/stats';
import { personsIn } from './persons.js';
import {
  numericColumns,
  propensityScores,
  scoreHistogram,
  targetWeights,
  type NumericColumn,
  type Target,
} from './score.js';
import { weightedSmd } from './weighted-smd.js';

/** What is known of the comparison before any outcome is looked at. */
export interface Diagnosis extends Omit<Diagnostics, 'gates'> {
  /** Largest absolute standardised difference after adjustment; before it where the arms cannot be weighted. */
  readonly largestImbalance: number;
  /** True when the covariates tell the arms apart without error: nobody is comparable. */
  readonly separated: boolean;
  readonly limits: readonly LocalText[];
}

const IMBALANCE = 0.1;

/** Reads the covariates and arms only. Errors: those of the treatment model that are the protocol's fault (collinear). */
export function diagnose(cohort: Cohort, protocol: Protocol): Diagnosis {
  const { table, flow, analysed } = cohort;
  const names = protocol.covariates.map(({ column }) => column);
  const persons = peopleOf(cohort, protocol);
  const shown = { flow: [...flow], arms: { ...analysed }, ...(persons && { persons }) };
  const bare = { ...shown, overlap: null, effectiveSampleSize: null, separated: false, limits: [] };
  if (names.length === 0) return { ...bare, balance: [], largestImbalance: 0 };
  const arm = table.columns[protocol.arms.column] as Float64Array;
  if (protocol.design !== 'cohort') {
    const balance = unadjusted(table, arm, protocol, 'pooled');
    return { ...bare, balance, largestImbalance: largest(balance.map(({ before }) => before)) };
  }
  return { ...shown, ...adjusted(table, arm, protocol, names) };
}

function peopleOf({ table }: Cohort, protocol: Protocol): Diagnostics['persons'] {
  const found = personsIn(table, protocol);
  // Nothing of the outcome before the gates have passed.
  return found && { total: found.total, treated: found.treated, comparison: found.comparison };
}

function unadjusted(
  table: Table,
  arm: Float64Array,
  protocol: Protocol,
  denominator: 'pooled' | 'treated',
): BalanceRow[] {
  const names = protocol.covariates.map(({ column }) => column);
  // A missing value leaves its row of the table only: in a randomised study nobody leaves for a covariate.
  return numericColumns(table, names).map((column) => ({
    name: column.name,
    label: labelOf(column, protocol),
    before: weightedSmd(column.values(), arm, null, denominator),
    after: null,
  }));
}

function adjusted(
  table: Table,
  arm: Float64Array,
  protocol: Protocol,
  names: readonly string[],
): Pick<Diagnosis, 'balance' | 'overlap' | 'effectiveSampleSize' | 'largestImbalance' | 'separated' | 'limits'> {
  const target = protocol.estimand.target as Target;
  const denominator = target === 'ATT' ? 'treated' : 'pooled';
  const before = unadjusted(table, arm, protocol, denominator);
  const roles = { treatment: protocol.arms.column, covariates: names };
  let score: Float64Array;
  try {
    score = propensityScores(table, protocol.arms.column, names);
  } catch (error) {
    if (!(error instanceof StatisticalError) || error.kind !== 'separation') throw error;
    const limit = {
      en: `The characteristics tell the two groups apart without error: ${error.message}`,
      fr: `Les caractéristiques séparent les deux groupes sans erreur : ${error.message}`,
    };
    return {
      balance: before,
      overlap: null,
      effectiveSampleSize: { treated: 0, comparison: 0 },
      largestImbalance: largest(before.map((row) => row.before)),
      separated: true,
      limits: [limit],
    };
  }
  const overlap = estimate('overlap', table, roles, { weights: target });
  const weights = targetWeights(target, arm, score);
  const columns = numericColumns(table, names);
  const rows = before.map((row, index) => ({
    ...row,
    after: weightedSmd(columns[index]!.values(), arm, weights, denominator),
  }));
  // Overlap weights make every mean equal by construction, so the second moments are what can still differ.
  const second = target === 'ATO' ? secondOrder(columns, arm, weights, protocol) : [];
  const size = overlap.details['effectiveSampleSize'] as { treated: number; comparison: number };
  return {
    balance: [...rows, ...second.filter(({ after }) => Math.abs(after) > IMBALANCE)],
    overlap: { equipoise: overlap.value!, bins: scoreHistogram(arm, score) },
    effectiveSampleSize: { treated: size.treated, comparison: size.comparison },
    largestImbalance: largest([...rows, ...second].map(({ after }) => after)),
    separated: false,
    limits: [],
  };
}

/** Squares and two-way products, of centred columns so that they are not the means again. */
function secondOrder(columns: readonly NumericColumn[], arm: Float64Array, weights: Float64Array, protocol: Protocol) {
  const centred = columns.map((column) => {
    const values = column.values();
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  });
  return columns.flatMap((first, i) =>
    columns.slice(i).flatMap((other, offset) => {
      // The product of two levels of one category is zero, and the square of a level is the level.
      if (first.level !== undefined && first.column === other.column) return [];
      const values = centred[i]!.map((value, row) => value * centred[i + offset]![row]!);
      const [one, two] = [labelOf(first, protocol), labelOf(other, protocol)];
      const label = { en: `${one.en} × ${two.en}`, fr: `${one.fr} × ${two.fr}` };
      return [
        {
          name: `${first.name} × ${other.name}`,
          label,
          before: weightedSmd(values, arm, null, 'pooled'),
          after: weightedSmd(values, arm, weights, 'pooled'),
        },
      ];
    }),
  );
}

const largest = (values: readonly number[]): number =>
  values.reduce((size, value) => Math.max(size, Math.abs(value)), 0);

/** In both languages, so that a row reads whole in either. */
function labelOf({ column, level }: NumericColumn, protocol: Protocol): { en: string; fr: string } {
  const label = protocol.covariates.find((covariate) => covariate.column === column)!.label;
  const suffix = level === undefined ? '' : `: ${level}`;
  const en = label.en ?? label.fr ?? column;
  const fr = label.fr ?? label.en ?? column;
  return { en: `${en}${suffix}`, fr: `${fr}${suffix && ` :${suffix.slice(1)}`}` };
}
