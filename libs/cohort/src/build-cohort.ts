import {
  columnsOf,
  type EligibilityRule,
  type EventLogs,
  type FlowStep,
  type LocalText,
  type Protocol,
} from '@impact-ledger/domain';
import type { CategoryColumn, Column, Table } from '@impact-ledger/stats';
import { DataFileError } from './data-file-error.js';
import { buildTrialTable, type LogSource } from './logs/build-trial-table.js';
import type { LogReport } from './logs/trial-table.js';
import { readColumns } from './read-columns.js';

/** A figure for each arm. */
export interface ByArm {
  readonly treated: number;
  readonly comparison: number;
}

export interface Cohort {
  /** Rows analysed, with every column the protocol names. */
  readonly table: Table;
  /** Rows of the file, before anybody left. */
  readonly rows: number;
  readonly flow: readonly FlowStep[];
  /** Eligible people with a known arm, and those of them whose outcome is unknown. */
  readonly assigned: ByArm;
  readonly outcomeUnknown: ByArm;
  readonly analysed: ByArm;
  /** What the rules met in the event logs, where the cohort was built from such. */
  readonly logs?: LogReport;
}

/**
 * From an analysis table (one row per person, follow-up already measured from time zero) to the people analysed,
 * counting who leaves at each step and why: each eligibility rule in order, arm unknown, outcome unknown and, where the
 * design adjusts, a covariate unknown that the protocol does not keep. A missing value never satisfies a rule.
 *
 * An analysis table has no dates of declaration, so whether each outcome had its horizon and reporting lag to be known
 * (maturity) is a rule on a column of the table, such as days followed, and not something this function can find out.
 * Errors: those of the file; wrong-type when a rule compares text with a number.
 */
export async function buildCohort(path: string, protocol: Protocol): Promise<Cohort> {
  return selectCohort(await readStudyTable(path, protocol), protocol);
}

/** The same from the parts of a data set: event logs, from which follow-up is built. Errors: those of the files. */
export async function buildCohortFromLogs(
  source: LogSource,
  protocol: Protocol & { readonly eventLogs: EventLogs },
): Promise<Cohort> {
  const { table, rows, flow, report } = await buildTrialTable(source, protocol);
  // The rules of eligibility were applied to people, before they became rows.
  const population = { ...protocol.population, eligibility: [] };
  const cohort = selectCohort(table, { ...protocol, population });
  return { ...cohort, rows, flow: [...flow, ...cohort.flow.slice(1)], logs: report };
}

/** Every column the protocol names. Errors: those of the file; unknown-column. */
export async function readStudyTable(path: string, protocol: Protocol): Promise<Table> {
  const names = columnsOf(protocol).map(({ column }) => column);
  const codes = protocol.covariates.filter(({ kind }) => kind === 'category');
  const categories = [...codes, ...(protocol.strata ?? []), ...(protocol.subgroups ?? [])].map(({ column }) => column);
  return readColumns(path, names, { categories });
}

interface Step {
  readonly step: string;
  readonly label: LocalText;
  readonly keeps: (row: number) => boolean;
}

/** The people analysed, of a table in memory. Pure. */
export function selectCohort(table: Table, protocol: Protocol): Cohort {
  const { arms, outcome, population, covariates, design } = protocol;
  const arm = numeric(table, arms.column);
  const known = (column: string) => knownIn(table.columns[column]!);
  const parts = [
    outcome.column,
    ...(outcome.kind === 'time_to_event' && outcome.survival ? [outcome.survival.time] : []),
  ].map(known);
  const outcomeKnown = (row: number): boolean => parts.every((part) => part(row));
  const eligibility = population.eligibility.map((rule, index): Step => ({
    step: `eligibility-${index + 1}`,
    label: rule.label,
    keeps: ruleOf(rule, table),
  }));
  const armKnown = { step: 'arm', label: { en: 'group known', fr: 'groupe connu' }, keeps: known(arms.column) };
  const after: Step[] = [
    { step: 'outcome', label: { en: 'outcome known', fr: 'résultat connu' }, keeps: outcomeKnown },
  ];
  const { uptake, strata } = protocol;
  if (uptake) {
    after.push({ step: 'uptake', label: { en: 'use known', fr: 'usage connu' }, keeps: known(uptake.column) });
  }
  if (strata) {
    const checks = strata.map(({ column }) => known(column));
    after.push({
      step: 'strata',
      label: { en: 'strata known', fr: 'strates connues' },
      keeps: (row) => checks.every((check) => check(row)),
    });
  }
  if (design === 'cohort') {
    const checks = covariates.filter(({ missing }) => missing !== 'indicator').map(({ column }) => known(column));
    after.push({
      step: 'covariates',
      label: { en: 'all characteristics known', fr: 'toutes les caractéristiques connues' },
      keeps: (row) => checks.every((check) => check(row)),
    });
  }
  const everyone = Uint32Array.from({ length: table.rows }, (_, row) => row);
  const label = protocol.panel
    ? { en: 'units and periods in the file', fr: 'unités et périodes du fichier' }
    : { en: 'people in the file', fr: 'personnes dans le fichier' };
  const flow: FlowStep[] = [{ step: 'file', label, kept: table.rows, left: 0 }];
  // A row of a panel is a unit in a period: its arms are counted in units, at the end.
  const counted = protocol.panel ? undefined : arm;
  const assignedRows = walk([armKnown], walk(eligibility, everyone, flow), flow, counted);
  const rows = walk(after, assignedRows, flow, counted);
  const assigned = countArms(arm, assignedRows);
  const withOutcome = countArms(arm, assignedRows.filter(outcomeKnown));
  // Nobody left: the table as it is, which of millions of people is not worth a copy.
  const analysed = rows.length === table.rows ? table : { rows: rows.length, columns: pick(table, rows) };
  const kept = { table: analysed, rows: table.rows, flow };
  if (protocol.panel) {
    const units = countUnits(table.columns[protocol.panel.unit]!, arm, rows);
    return { ...kept, assigned: units, outcomeUnknown: { treated: 0, comparison: 0 }, analysed: units };
  }
  return {
    ...kept,
    assigned,
    outcomeUnknown: {
      treated: assigned.treated - withOutcome.treated,
      comparison: assigned.comparison - withOutcome.comparison,
    },
    analysed: countArms(arm, rows),
  };
}

/** @param arm of each row, where everybody's is known */
function walk(steps: readonly Step[], rows: Uint32Array, flow: FlowStep[], arm?: Float64Array): Uint32Array {
  return steps.reduce((before, { step, label, keeps }) => {
    const kept = before.filter(keeps);
    const arms = arm && { arms: { ...countArms(arm, kept) } };
    flow.push({ step, label, kept: kept.length, left: before.length - kept.length, ...arms });
    return kept;
  }, rows);
}

const isCategory = (column: Column): column is CategoryColumn => !(column instanceof Float64Array);

function numeric(table: Table, name: string): Float64Array {
  const column = table.columns[name]!;
  if (isCategory(column)) {
    throw new DataFileError('wrong-type', `Column "${name}" holds text; an arm needs 0 and 1.`, undefined, [name]);
  }
  return column;
}

const knownIn = (column: Column): ((row: number) => boolean) =>
  isCategory(column) ? (row) => column.codes[row]! >= 0 : (row) => !Number.isNaN(column[row]!);

function countArms(arm: Float64Array, rows: Uint32Array): ByArm {
  const treated = rows.reduce((sum, row) => sum + (arm[row] === 1 ? 1 : 0), 0);
  return { treated, comparison: rows.length - treated };
}

/** Units that take the measure in some period, and the others. */
function countUnits(unit: Column, first: Float64Array, rows: Uint32Array): ByArm {
  const name = isCategory(unit) ? (row: number) => unit.codes[row]! : (row: number) => unit[row]!;
  const every = new Set<number>();
  const treated = new Set<number>();
  for (const row of rows) {
    every.add(name(row));
    if (first[row] !== 0) treated.add(name(row));
  }
  return { treated: treated.size, comparison: every.size - treated.size };
}

function pick(table: Table, rows: Uint32Array): Record<string, Column> {
  return Object.fromEntries(
    Object.entries(table.columns).map(([name, column]) => [
      name,
      isCategory(column)
        ? { codes: Int32Array.from(rows, (row) => column.codes[row]!), levels: column.levels }
        : Float64Array.from(rows, (row) => column[row]!),
    ]),
  );
}

const COMPARISONS: Readonly<Record<Exclude<EligibilityRule['is'], 'present'>, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function ruleOf(rule: EligibilityRule, table: Table): (row: number) => boolean {
  const column = table.columns[rule.column]!;
  const known = knownIn(column);
  if (rule.is === 'present') return known;
  const wrong = (what: string): DataFileError =>
    new DataFileError(
      'wrong-type',
      `The rule "${rule.column} ${rule.is} ${rule.value ?? ''}" cannot be applied: ${what}`,
      undefined,
      [rule.column],
    );
  if (rule.value === undefined) throw wrong('it has no value to compare with.');
  const compare = COMPARISONS[rule.is];
  if (isCategory(column)) {
    if (rule.is !== '=' && rule.is !== '!=') throw wrong('the column holds text, which is only equal or not.');
    const code = column.levels.indexOf(String(rule.value));
    return (row) => known(row) && compare(column.codes[row]!, code);
  }
  const value = typeof rule.value === 'number' ? rule.value : numberIn(rule.value);
  if (Number.isNaN(value)) throw wrong('the column holds numbers or dates, and the value is neither.');
  return (row) => known(row) && compare(column[row]!, value);
}

/** As columns hold them: a number, a boolean as 0 or 1, a date as days since 1970. NaN when it is none of these. */
function numberIn(value: string): number {
  if (value === 'true' || value === 'false') return value === 'true' ? 1 : 0;
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(value) / 86_400_000 : Number(value);
}
