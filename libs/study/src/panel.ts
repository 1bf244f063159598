import type { Findings, Protocol } from '@impact-ledger/domain';
import { estimate, type Column, type Table } from '@impact-ledger/stats';
import type { AnalysisContext } from './context.js';

type PanelFindings = NonNullable<Findings['panel']>;

interface Range {
  readonly value: number;
  readonly lower: number | null;
  readonly upper: number | null;
}

interface EventStudy {
  readonly aggregate: { readonly dynamic: { readonly at: readonly (Range & { readonly eventTime: number })[] } };
  readonly preTrend: PanelFindings['preTrend'];
  readonly breakdown: { readonly value: number | null };
  readonly periods: readonly number[];
}

/**
 * What a panel says of the assumption it rests on: effects by time since the measure began, a test that those before it are
 * none, and how unlike the trends may become before the effect is not told from none (Rambachan and Roth 2023). By the
 * group-time estimator of Callaway and Sant'Anna (2021) whatever the primary one, with its choices where it is that one.
 * Errors: those of `event-study`.
 */
export function panelOf({ table, protocol }: AnalysisContext): PanelFindings {
  const { panel, arms, outcome, covariates, primary } = protocol;
  const roles = {
    outcome: outcome.column,
    unit: panel!.unit,
    period: panel!.period,
    firstTreated: arms.column,
    covariates: covariates.map(({ column }) => column),
  };
  const { control, method } = primary.options;
  const choices = { ...(control !== undefined && { control }), ...(method !== undefined && { method }) };
  const result = estimate('event-study', table, roles, { ...choices, level: 1 - protocol.alpha });
  const { aggregate, preTrend, breakdown, periods } = result.details as unknown as EventStudy;
  return {
    units: { treated: result.n.treated ?? 0, comparison: result.n.comparison ?? 0 },
    periods: [...periods],
    eventStudy: aggregate.dynamic.at.map(({ eventTime, value, lower, upper }) => ({
      ...{ eventTime, value },
      lower: lower ?? value,
      upper: upper ?? value,
    })),
    preTrend,
    breakdown: breakdown.value,
  };
}

/** The last period alone, with the arm as 0 and 1: the comparison of those who have the measure with those who have not. */
export function lastPeriod(table: Table, { panel, arms }: Protocol): Table {
  const column = (name: string): Float64Array => table.columns[name] as Float64Array;
  const [period, since] = [column(panel!.period), column(arms.column)];
  const last = period.reduce((latest, each) => Math.max(latest, each), -Infinity);
  const rows = Uint32Array.from(period.keys()).filter((row) => period[row] === last);
  const columns = Object.entries(table.columns).map(([name, values]): [string, Column] => [
    name,
    values instanceof Float64Array
      ? Float64Array.from(rows, (row) =>
          name === arms.column ? Number(since[row]! > 0 && since[row]! <= last) : values[row]!,
        )
      : { codes: Int32Array.from(rows, (row) => values.codes[row]!), levels: values.levels },
  ]);
  return { rows: rows.length, columns: Object.fromEntries(columns) };
}
