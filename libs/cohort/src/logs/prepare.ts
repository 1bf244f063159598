import type { EventLogs } from '@impact-ledger/domain';
import { asText } from '../open-source.js';
import { identifier, literal } from '../sql.js';
import { checkPart, day, type Parts } from './open-parts.js';
import { counted } from './phrases.js';
import type { LogCount } from './trial-table.js';

/** Sixteen bytes for an identifier of any length: no two people share one by chance. */
const key = (name: string): string => `md5_number(${asText(name)})`;
const oneOf = (name: string, values: readonly string[]): string =>
  `coalesce(${asText(name)} IN (${values.map(literal).join(', ')}), false)`;
const employerOf = (name: string | undefined): string => (name ? `hash(${asText(name)})` : '0::UBIGINT');

/**
 * Table `uses`: the first use of each person (`i`, `used`), and with an employer `pairs`: of each person there (`e`).
 * Table `people` is there before it. Gives the rows each rule met.
 */
export async function prepareUses(parts: Parts, { exposures, rules, collectionStart }: EventLogs): Promise<LogCount[]> {
  const { kind, employer } = exposures;
  checkPart(parts, 'exposures', [exposures.person, exposures.on, employer, kind?.column]);
  const isUse = kind ? oneOf(kind.column, kind.use) : 'true';
  const on = day(exposures.on);
  const start = `date_diff('day', DATE '1970-01-01', DATE ${literal(collectionStart)})`;
  const [other = 0, undated = 0, early = 0, kept = 0] = await parts.row(
    `SELECT count(*) FILTER (NOT ${isUse}), count(*) FILTER (${isUse} AND ${on} IS NULL),
       count(*) FILTER (${isUse} AND ${on} < ${start}), count(*) FILTER (${isUse} AND ${on} >= ${start}) FROM exposures`,
  );
  await parts.run(
    `CREATE TEMP TABLE pairs AS SELECT i, ${employerOf(employer)} AS e, min(${on}) AS used, count(*) AS n
     FROM exposures JOIN people ON k = ${key(exposures.person)} WHERE ${isUse} AND ${on} >= ${start} GROUP BY ALL`,
  );
  const [joined = 0, pairs = 0] = await parts.row('SELECT coalesce(sum(n), 0), count(*) FROM pairs');
  await parts.run('CREATE TEMP TABLE uses AS SELECT i, min(used) AS used FROM pairs GROUP BY i');
  if (rules.match === 'person') await parts.run('DROP TABLE pairs');
  return [
    ...(kind ? [counted('exposures', 'other_kind', other)] : []),
    counted('exposures', 'undated', undated),
    counted('exposures', 'before_collection', early),
    counted('exposures', 'unknown_person', kept - joined),
    ...(employer ? [counted('exposures', 'duplicate', joined - pairs, rules.duplicates === 'keep_first')] : []),
  ];
}

/**
 * Table `hires`: the days of the outcomes of each person that rules leave (`i`, `hired`). A hire on the day of the first
 * use (of that employer, where hires are matched with employers) follows the rule of the same day.
 */
export async function prepareHires(parts: Parts, { outcomes, rules }: EventLogs): Promise<LogCount[]> {
  const { kind, employer, contractDays, declaredOn } = outcomes;
  checkPart(parts, 'outcomes', [outcomes.person, outcomes.on, employer, contractDays, declaredOn, kind?.column]);
  const isOutcome = kind ? oneOf(kind.column, kind.outcome) : 'true';
  const on = day(outcomes.on);
  const isLong =
    contractDays && rules.longestContract !== null
      ? `coalesce(TRY_CAST(${identifier(contractDays)} AS DOUBLE) > ${rules.longestContract}, false)`
      : 'false';
  const [other = 0, undated = 0, long = 0, kept = 0] = await parts.row(
    `SELECT count(*) FILTER (NOT ${isOutcome}), count(*) FILTER (${isOutcome} AND ${on} IS NULL),
       count(*) FILTER (${isOutcome} AND ${on} IS NOT NULL AND ${isLong}),
       count(*) FILTER (${isOutcome} AND ${on} IS NOT NULL AND NOT ${isLong}) FROM outcomes`,
  );
  const atEmployer = rules.match === 'person_and_employer';
  await parts.run(
    `CREATE TEMP TABLE declared AS SELECT p.i, ${on} AS hired, u.used,
       ${declaredOn ? day(declaredOn) : 'NULL::INTEGER'} AS declared
     FROM outcomes JOIN people p ON k = ${key(outcomes.person)} LEFT JOIN ${atEmployer ? 'pairs' : 'uses'} u
       ON u.i = p.i ${atEmployer ? `AND u.e = ${employerOf(employer)}` : ''}
     WHERE ${isOutcome} AND ${on} IS NOT NULL AND NOT ${isLong}`,
  );
  const [known = 0, same = 0] = await parts.row('SELECT count(*), count(*) FILTER (hired = used) FROM declared');
  const order = { before: '>', after: '>=', drop: '>' }[rules.sameDay];
  const stays = atEmployer
    ? `used IS NOT NULL AND hired ${order} used`
    : rules.sameDay === 'drop'
      ? 'used IS NULL OR hired <> used'
      : 'true';
  await parts.run(`CREATE TEMP TABLE hires AS SELECT DISTINCT i, hired FROM declared WHERE ${stays}`);
  return [
    ...(kind ? [counted('outcomes', 'other_kind', other)] : []),
    counted('outcomes', 'undated', undated),
    ...(isLong === 'false' ? [] : [counted('outcomes', 'long_contract', long)]),
    counted('outcomes', 'unknown_person', kept - known),
    counted('outcomes', 'same_day', same, rules.sameDay === 'drop'),
  ];
}

/** Table `exits`: of each person, days after their start: the first that censors, the first that competes, its code. */
export async function prepareExits(parts: Parts, { exits }: EventLogs): Promise<LogCount[]> {
  if (!exits) {
    await parts.run('CREATE TEMP TABLE ways_out (i INTEGER, left_on INTEGER, code INTEGER)');
    return [];
  }
  const { competing = [] } = exits;
  checkPart(parts, 'exits', [exits.person, exits.on, exits.kind]);
  const on = day(exits.on);
  const codes = competing.map(({ code, kinds }) => `WHEN ${oneOf(exits.kind!, kinds)} THEN ${code}`);
  const [undated = 0, kept = 0] = await parts.row(
    `SELECT count(*) FILTER (${on} IS NULL), count(*) FILTER (${on} IS NOT NULL) FROM exits`,
  );
  await parts.run(
    `CREATE TEMP TABLE ways_out AS SELECT i, ${on} AS left_on, ${codes.length > 0 ? `CASE ${codes.join(' ')} ELSE 0 END` : '0'} AS code
     FROM exits JOIN people ON k = ${key(exits.person)} WHERE ${on} IS NOT NULL`,
  );
  const [known = 0] = await parts.row('SELECT count(*) FROM ways_out');
  return [counted('exits', 'undated', undated), counted('exits', 'unknown_person', kept - known)];
}

export { key };
