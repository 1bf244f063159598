import type { EligibilityRule } from '@impact-ledger/domain';
import { DataFileError } from '../data-file-error.js';
import type { ColumnKind } from '../inspect-table.js';
import { asText } from '../open-source.js';
import { identifier, literal } from '../sql.js';

/** A rule as SQL that is true of those who stay, and never null. Error: wrong-type. */
export function eligible(rule: EligibilityRule, { kind }: Pick<ColumnKind, 'kind'>): string {
  const column = identifier(rule.column);
  if (rule.is === 'present') return `(${column} IS NOT NULL)`;
  const wrong = (what: string): DataFileError =>
    new DataFileError(
      'wrong-type',
      `The rule "${rule.column} ${rule.is} ${rule.value ?? ''}" cannot be applied: ${what}`,
      undefined,
      [rule.column],
    );
  if (rule.value === undefined) throw wrong('it has no value to compare with.');
  const compared = (left: string, right: string): string => `coalesce(${left} ${rule.is} ${right}, false)`;
  if (kind === 'text') {
    if (rule.is !== '=' && rule.is !== '!=') throw wrong('the column holds text, which is only equal or not.');
    return compared(asText(rule.column), literal(String(rule.value)));
  }
  const text = String(rule.value);
  if (kind === 'date') {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw wrong('the column holds dates, and the value is none.');
    return compared(`TRY_CAST(${column} AS DATE)`, `DATE ${literal(text)}`);
  }
  const value = text === 'true' ? 1 : text === 'false' ? 0 : Number(text);
  if (!Number.isFinite(value)) throw wrong('the column holds numbers, and the value is none.');
  return compared(numeric(rule.column, kind), `CAST(${literal(String(value))} AS DOUBLE)`);
}

/** A column of numbers or of true and false, as a number. */
export const numeric = (name: string, kind: ColumnKind['kind']): string =>
  kind === 'boolean'
    ? `CAST(TRY_CAST(${asText(name)} AS BOOLEAN) AS DOUBLE)`
    : `TRY_CAST(${identifier(name)} AS DOUBLE)`;
