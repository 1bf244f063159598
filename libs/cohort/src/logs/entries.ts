import type { EventLogs, Protocol } from '@impact-ledger/domain';

/** What the SQL of a cohort is made from. Days are counted from 1970-01-01. */
export interface Plan {
  readonly protocol: Protocol;
  readonly logs: EventLogs;
  /** The day the logs were taken from their source. */
  readonly extraction: number;
}

/** A naive match asks nobody to be at risk and counts a user from their first use: that is what is wrong with it. */
export const isNaive = ({ protocol }: Plan): boolean => protocol.design === 'naive_match';

/** Whether people who used before they could be a case are washed out. */
export const washesOut = ({ protocol }: Plan): boolean => protocol.timeZero.rule !== 'assignment';

/** Whether one person has several rows. */
export const isExpanded = ({ timeZero }: Pick<Protocol, 'timeZero'>): boolean =>
  timeZero.rule === 'grace' || timeZero.rule === 'sequential_trials';

/** Whether a binary outcome is read at its horizon: those for whom it has not passed, with the lag, are then left out. */
const isBinary = ({ protocol }: Plan): boolean => protocol.outcome.kind === 'binary';

export const longestHorizon = ({ protocol, logs }: Plan): number =>
  Math.max(protocol.outcome.primaryHorizon, ...(logs.horizons ?? []));

/**
 * Of each eligible person: where they start, their first use, their first two days of outcome from there, and the first
 * exits. Two days, because one on day zero may be dropped.
 */
export function baseSql(plan: Plan): string {
  const naive = isNaive(plan);
  return `CREATE TEMP TABLE base AS
    WITH kept AS (SELECT p.i, p.arm, u.used, ${naive ? 'coalesce(u.used, p.s)' : 'p.s'} AS s
      FROM people p LEFT JOIN uses u USING (i) WHERE p.left_at = 0 ${washesOut(plan) ? 'AND (u.used IS NULL OR u.used >= p.s)' : ''}),
    hired AS (SELECT i, min(hired, 2) AS days FROM kept JOIN hires USING (i) WHERE hired >= s GROUP BY i),
    gone AS (SELECT i, min(left_on) FILTER (code = 0) AS censored, min(left_on) FILTER (code > 0) AS competed,
        arg_min(code, left_on * 100 + code) FILTER (code > 0) AS code
      FROM kept JOIN ways_out USING (i) WHERE left_on ${naive ? '>' : '>='} s GROUP BY i)
    SELECT i, arm, used, s, days[1] AS first, days[2] AS second, censored, competed, code
    FROM kept LEFT JOIN hired USING (i) LEFT JOIN gone USING (i)`;
}

/** One row for each instant at which somebody may be compared: its day, whether they were at risk then, and known since. */
export function entriesSql(plan: Plan): string {
  const { protocol, extraction, logs } = plan;
  const { timeZero, outcome } = protocol;
  const { reportingLag: lag, primaryHorizon } = outcome;
  const trials = timeZero.rule === 'sequential_trials' ? timeZero : undefined;
  const shift = { assignment: '0', grace: '0', landmark: String('days' in timeZero ? timeZero.days : 0) };
  const zero = trials ? `s + trial * ${trials.every}` : `s + ${shift[timeZero.rule as keyof typeof shift]}`;
  const notYet = `(first IS NULL OR first > zero ${logs.rules.sameDay === 'before' ? '' : 'OR first = zero'})`;
  const stillThere = '(censored IS NULL OR censored > zero) AND (competed IS NULL OR competed > zero)';
  // Users of the days since the last trial begin in this one; those of before are in the trial that followed.
  const newHere = trials ? `AND (used IS NULL OR trial = 1 OR used > zero - ${trials.every})` : '';
  const known = isBinary(plan) ? `zero + ${primaryHorizon + lag} <= ${extraction}` : `zero + 1 <= ${extraction - lag}`;
  return `CREATE TEMP TABLE entries AS
    WITH instants AS (SELECT base.*, ${trials ? 'trial' : '0'} AS trial, ${zero} AS zero
      FROM base ${trials ? `CROSS JOIN (SELECT unnest(range(1, ${trials.trials + 1}))::INTEGER AS trial)` : ''})
    SELECT *, ${known} AS is_known FROM instants WHERE ${isNaive(plan) ? 'true' : `${notYet} AND ${stillThere} ${newHere}`}`;
}

/** The rows compared: arm, and the day on which what the person does departs from it. */
export function armsSql({ protocol, ...plan }: Plan): string {
  const { timeZero, arms } = protocol;
  const byUse = isNaive({ protocol, ...plan }) ? 'used IS NOT NULL' : 'coalesce(used <= zero, false)';
  switch (timeZero.rule) {
    case 'grace': {
      const last = `zero + ${timeZero.days}`;
      return `SELECT entries.*, treated, CASE WHEN treated = 1
          THEN CASE WHEN used IS NULL OR used > ${last} THEN ${last} END
          ELSE CASE WHEN used <= ${last} THEN used END END AS departs
        FROM entries CROSS JOIN (VALUES (1), (0)) AS strategies(treated) WHERE is_known`;
    }
    case 'sequential_trials':
      return `SELECT *, CAST(${byUse} AS INTEGER) AS treated, ${
        timeZero.contrast === 'per_protocol' ? 'CASE WHEN used > zero THEN used END' : 'NULL::INTEGER'
      } AS departs FROM entries WHERE is_known`;
    default:
      return `SELECT *, ${arms.column === 'treated' ? `CAST(${byUse} AS INTEGER)` : 'arm'} AS treated,
        NULL::INTEGER AS departs FROM entries WHERE is_known`;
  }
}
