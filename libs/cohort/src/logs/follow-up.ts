import { outcomeBy } from '@impact-ledger/domain';
import { armsSql, longestHorizon, type Plan } from './entries.js';

/**
 * Table `study`: of each row its follow-up and outcomes, in the order of people, trials and arms, with the columns
 * `c0`, `c1`, .. of `people` under their names.
 *
 * On one day an outcome comes before a competing exit, and both before censoring. Use comes before an outcome of the same
 * day, unless the rule of the same day says otherwise; the last day of grace is part of it.
 */
export function followUpSql(plan: Plan, carried: readonly { readonly as: string; readonly name: string }[]): string {
  const { protocol, logs, extraction } = plan;
  const { reportingLag: lag, primaryHorizon } = protocol.outcome;
  const { sameDay } = logs.rules;
  const outcomeAt = (horizon: number): string => `CASE
      WHEN zero + ${horizon + lag} > ${extraction} THEN NULL
      WHEN time <= ${horizon} AND event > 0 THEN CAST(event = 1 AS INTEGER)
      WHEN time >= ${horizon} THEN 0 END`;
  const further = (logs.horizons ?? []).map((days) => `${outcomeAt(days)} AS ${outcomeBy(days)}`);
  return `CREATE TEMP TABLE study AS
    WITH arms AS (${armsSql(plan)}),
    dated AS (SELECT *, CASE WHEN first = zero AND ${sameDay !== 'after'} THEN second ELSE first END AS hired,
        least(zero + ${longestHorizon(plan)}, ${extraction - lag}, censored) AS ends FROM arms),
    told AS (SELECT *,
        coalesce(hired <= ends AND (competed IS NULL OR hired <= competed)
          AND (departs IS NULL OR hired < departs OR (hired = departs AND ${sameDay === 'before' ? 'true' : 'treated = 1'})), false) AS is_hired,
        coalesce(competed <= ends AND (departs IS NULL OR competed < departs OR (competed = departs AND treated = 1)), false) AS is_gone,
        coalesce(departs <= ends, false) AS is_departed FROM dated),
    followed AS (SELECT *,
        CASE WHEN is_hired THEN 1 WHEN is_gone THEN code ELSE 0 END AS event,
        CASE WHEN NOT is_hired AND NOT is_gone AND is_departed THEN 1 ELSE 0 END AS deviated,
        CASE WHEN is_hired THEN greatest(hired - zero, 0.5) WHEN is_gone THEN greatest(competed - zero, 0.5)
          WHEN is_departed THEN departs - zero ELSE ends - zero END AS time FROM told)
    SELECT followed.i AS person, treated, time, event, ${outcomeAt(primaryHorizon)} AS outcome, deviated, trial,
      strftime(DATE '1970-01-01' + zero, '%Y-%m') AS calendar_month, zero - r AS days_registered
      ${further.map((each) => `, ${each}`).join('')}${carried.map(({ as, name }) => `, ${as} AS ${name}`).join('')}
    FROM followed JOIN people USING (i) ORDER BY person, trial, treated DESC`;
}
