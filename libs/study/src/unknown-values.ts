import type { Cohort } from '@impact-ledger/cohort';
import { inLocale, type Covariate, type LocalText, type Protocol } from '@impact-ledger/domain';
import type { CategoryColumn, Column, Table } from '@impact-ledger/stats';

export interface Kept {
  readonly cohort: Cohort;
  /** With a characteristic more for each whose being unknown is one. */
  readonly protocol: Protocol;
  readonly limits: readonly LocalText[];
}

/**
 * The cohort and the protocol with being unknown as a characteristic, of those that ask for it (`missing: indicator`): a number
 * stands at the mean of those known beside a column that says who is not, a category has one level more. Adjusted for, people of
 * whom it is unknown are compared with each other: what differs among them by the value itself remains (Rosenbaum and Rubin 1984;
 * Greenland and Finkle 1995 on where that fails). Columns that say the same of everybody are one. Pure.
 */
export function withUnknowns(cohort: Cohort, protocol: Protocol): Kept {
  const columns: Record<string, Column> = { ...cohort.table.columns };
  const covariates: Covariate[] = [];
  const limits: LocalText[] = [];
  const told: Float64Array[] = [];
  for (const covariate of protocol.covariates) {
    covariates.push(covariate);
    const unknown = unknownIn(cohort.table, covariate);
    const people = unknown?.reduce((sum, each) => sum + each, 0) ?? 0;
    if (!unknown || people === 0) continue;
    limits.push(limitOf(covariate, people));
    const data = columns[covariate.column]!;
    if (!(data instanceof Float64Array)) {
      columns[covariate.column] = withLevel(data);
      continue;
    }
    columns[covariate.column] = atMean(data, unknown);
    if (told.some((other) => other.every((each, row) => each === unknown[row]))) continue;
    told.push(unknown);
    const name = nameOf(covariate.column, columns);
    columns[name] = unknown;
    covariates.push({ column: name, label: labelOf(covariate), kind: 'binary', measured: covariate.measured });
  }
  if (limits.length === 0) return { cohort, protocol, limits };
  return { cohort: { ...cohort, table: { ...cohort.table, columns } }, protocol: { ...protocol, covariates }, limits };
}

/** 1 where the value is unknown; undefined of a covariate that keeps nobody so. */
function unknownIn({ columns }: Table, { column, missing }: Covariate): Float64Array | undefined {
  if (missing !== 'indicator') return undefined;
  const data = columns[column]!;
  return data instanceof Float64Array
    ? data.map((value) => Number(Number.isNaN(value)))
    : Float64Array.from(data.codes, (code) => Number(code < 0));
}

function atMean(values: Float64Array, unknown: Float64Array): Float64Array {
  let [sum, count] = [0, 0];
  for (let row = 0; row < values.length; row++) {
    if (unknown[row] === 1) continue;
    sum += values[row]!;
    count += 1;
  }
  const mean = count === 0 ? 0 : sum / count;
  return values.map((value, row) => (unknown[row] === 1 ? mean : value));
}

function withLevel({ codes, levels }: CategoryColumn): CategoryColumn {
  let name = '?';
  while (levels.includes(name)) name += '?';
  return { codes: codes.map((code) => (code < 0 ? levels.length : code)), levels: [...levels, name] };
}

function nameOf(column: string, columns: Readonly<Record<string, Column>>): string {
  let name = `${column}?`;
  while (Object.hasOwn(columns, name)) name += '?';
  return name;
}

const labelOf = ({ label }: Covariate): LocalText => ({
  en: `${inLocale(label, 'en')}: unknown`,
  fr: `${inLocale(label, 'fr')} : inconnu`,
});

const limitOf = ({ label }: Covariate, rows: number): LocalText => ({
  en: `"${inLocale(label, 'en')}" is unknown in ${rows} rows, which are compared with each other: what it would tell apart among them remains.`,
  fr: `« ${inLocale(label, 'fr')} » est inconnu dans ${rows} lignes, comparées entre elles : ce qui les distinguerait à cet égard demeure.`,
});
