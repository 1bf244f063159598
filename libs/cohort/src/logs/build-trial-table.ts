import {
  columnsOf,
  derivedNames,
  outcomeBy,
  type EventLogs,
  type FlowStep,
  type Protocol,
} from '@impact-ledger/domain';
import type { Column } from '@impact-ledger/stats';
import { DataFileError } from '../data-file-error.js';
import { kindsOf, type ColumnKind } from '../inspect-table.js';
import { readView } from '../read-columns.js';
import { identifier } from '../sql.js';
import { completenessOf } from './completeness.js';
import { eligible, numeric } from './eligibility.js';
import { baseSql, entriesSql, isExpanded, isNaive, washesOut, type Plan } from './entries.js';
import { followUpSql } from './follow-up.js';
import { checkPart, day, withParts, type PartPaths, type Parts } from './open-parts.js';
import { STEPS } from './phrases.js';
import { key, prepareExits, prepareHires, prepareUses } from './prepare.js';
import type { TrialTable } from './trial-table.js';

export interface LogSource {
  readonly paths: PartPaths;
  /** ISO date on which the logs were taken from their source: nothing later is known. */
  readonly extractedOn: string;
  /** A private folder for what does not fit in memory, beside the decrypted parts; emptied at the end. */
  readonly spill: string;
  readonly onStep?: (step: 'persons' | 'exposures' | 'outcomes' | 'exits' | 'entries' | 'follow-up' | 'read') => void;
}

/**
 * From the parts of a data set to the table of a target trial ({@link TrialTable}) and the flow of people into it. Logs
 * are streamed; what is kept of them is a few days for each person. The same files give the same table.
 * Errors: those of the files, naming the part; unknown-column; wrong-type; wrong-rows when a person stands twice.
 */
export async function buildTrialTable(
  source: LogSource,
  protocol: Protocol & { readonly eventLogs: EventLogs },
): Promise<TrialTable & { readonly rows: number; readonly flow: readonly FlowStep[] }> {
  const { paths, extractedOn, spill, onStep = () => undefined } = source;
  const plan: Plan = { protocol, logs: protocol.eventLogs, extraction: Date.parse(extractedOn) / 86_400_000 };
  return withParts(paths, spill, async (parts) => {
    onStep('persons');
    const { rows, carried, flow } = await preparePeople(parts, plan);
    onStep('exposures');
    const uses = await prepareUses(parts, plan.logs);
    onStep('outcomes');
    const hires = await prepareHires(parts, plan.logs);
    const completeness = await completenessOf(parts, protocol, plan.extraction);
    await parts.run('DROP TABLE declared');
    onStep('exits');
    const exits = await prepareExits(parts, plan.logs);
    onStep('entries');
    await enter(parts, plan, flow);
    onStep('follow-up');
    const names = carried.map(({ as, name }) => ({ as, name: identifier(name) }));
    await parts.run(followUpSql(plan, names));
    await parts.run('DROP TABLE entries');
    onStep('read');
    const [total = 0] = await parts.row('SELECT count(*) FROM study');
    if (isExpanded(protocol)) {
      const label = protocol.timeZero.rule === 'grace' ? STEPS.clones : STEPS.trials;
      flow.push({ step: protocol.timeZero.rule === 'grace' ? 'clones' : 'trials', label, kept: total, left: 0 });
    }
    const columns = [...derivedOf(protocol), ...carried];
    const table =
      total === 0 ? { rows: 0, columns: emptyColumns(columns) } : await readStudy(parts, plan, total, columns);
    return { table, rows, flow, report: { counts: [...uses, ...hires, ...exits], completeness } };
  });
}

type Carried = ColumnKind & { readonly as: string };
type Named = Pick<ColumnKind, 'name' | 'kind'>;

const codesOf = ({ covariates, strata = [], subgroups = [] }: Protocol): string[] =>
  [...covariates.filter(({ kind }) => kind === 'category'), ...strata, ...subgroups].map(({ column }) => column);

const readStudy = (parts: Parts, { protocol }: Plan, rows: number, columns: readonly Named[]) =>
  readView(parts.connection, 'study', { rows, columns }, { categories: codesOf(protocol) });

const emptyColumns = (columns: readonly Named[]): Record<string, Column> =>
  Object.fromEntries(
    columns.map(({ name, kind }) => [
      name,
      kind === 'text' ? { codes: new Int32Array(), levels: [] } : new Float64Array(),
    ]),
  );

/** Derived columns that somebody reads: those the protocol names, and all of them where a person has several rows. */
function derivedOf(protocol: Protocol): Named[] {
  const named = new Set(columnsOf(protocol).map(({ column }) => column));
  const all = derivedNames(protocol.eventLogs);
  const further = new Set(protocol.outcome.kind === 'binary' ? protocol.eventLogs?.horizons?.map(outcomeBy) : []);
  const kept = isExpanded(protocol) ? all : all.filter((name) => named.has(name) || further.has(name));
  return kept.map((name) => ({ name, kind: name === 'calendar_month' ? 'text' : 'number' }));
}

/** Table `people`: `i` in the order of the file, `k` the identifier, `s` the start, and the step at which each leaves. */
async function preparePeople(
  parts: Parts,
  { protocol, logs }: Plan,
): Promise<{ readonly rows: number; readonly carried: readonly Carried[]; readonly flow: FlowStep[] }> {
  const { person, startsOn, registeredOn } = logs.persons;
  const derived = derivedNames(protocol.eventLogs);
  const { eligibility } = protocol.population;
  const named = [...new Set(columnsOf(protocol).map(({ column }) => column))].filter((name) => !derived.includes(name));
  checkPart(parts, 'persons', [person, startsOn, registeredOn, ...named]);
  const taken = parts.names.persons!.filter((name) => derived.includes(name) && name !== person);
  if (taken.length > 0) {
    throw new DataFileError(
      'duplicate-column',
      `Of the persons: "${taken.join('", "')}" is the name of a column that the cohort adds: rename it in the file.`,
      undefined,
      taken,
    );
  }
  const { rows, columns } = await kindsOf(parts.persons, [...named]);
  const kinds = new Map(columns.map((column) => [column.name, column]));
  const carried = columns.map((column, index) => ({ ...column, as: `c${index}` }));
  const arm = kinds.get(protocol.arms.column);
  if (arm?.kind === 'text' || arm?.kind === 'date') {
    throw new DataFileError('wrong-type', `Column "${arm.name}" holds text; an arm needs 0 and 1.`, undefined, [
      arm.name,
    ]);
  }
  const leaves = [
    `WHEN ${identifier(person)} IS NULL OR ${day(startsOn)} IS NULL THEN 1`,
    ...eligibility.map((rule, index) => {
      const kind = kinds.get(rule.column);
      if (!kind)
        throw new DataFileError('unknown-column', `The rule on "${rule.column}" reads no column of the persons.`);
      return `WHEN NOT ${eligible(rule, kind)} THEN ${index + 2}`;
    }),
  ];
  await parts.run(
    `CREATE TEMP TABLE people AS SELECT CAST(row_number() OVER () - 1 AS INTEGER) AS i, ${key(person)} AS k,
       ${day(startsOn)} AS s, ${registeredOn ? day(registeredOn) : 'NULL::INTEGER'} AS r,
       ${arm ? numeric(arm.name, arm.kind) : 'NULL::DOUBLE'} AS arm, CASE ${leaves.join(' ')} ELSE 0 END AS left_at
       ${carried.map(({ as, name }) => `, ${identifier(name)} AS ${as}`).join('')} FROM source`,
  );
  const [known = 0, different = 0] = await parts.row('SELECT count(k), count(DISTINCT k) FROM people');
  if (known !== different) {
    throw new DataFileError(
      'wrong-rows',
      `${known - different} rows of the persons repeat a person: the part "persons" has one row for each.`,
      undefined,
      [person],
    );
  }
  const gone = await parts.row(
    `SELECT ${['dated', ...eligibility].map((_, index) => `count(*) FILTER (left_at = ${index + 1})`).join(', ')} FROM people`,
  );
  const flow: FlowStep[] = [{ step: 'file', label: STEPS.file, kept: rows, left: 0 }];
  leave(flow, 'dated', STEPS.dated, gone[0]!);
  eligibility.forEach(({ label }, index) => leave(flow, `eligibility-${index + 1}`, label, gone[index + 1]!));
  return { rows, carried, flow };
}

function leave(flow: FlowStep[], step: string, label: FlowStep['label'], left: number): void {
  flow.push({ step, label, kept: flow.at(-1)!.kept - left, left });
}

/** Tables `base`, then `entries`; those of the logs are no longer needed after it. */
async function enter(parts: Parts, plan: Plan, flow: FlowStep[]): Promise<void> {
  const before = (): number => flow.at(-1)!.kept;
  await parts.run(baseSql(plan));
  for (const table of ['uses', 'hires', 'ways_out']) await parts.run(`DROP TABLE ${table}`);
  await parts.run('DROP TABLE IF EXISTS pairs');
  if (washesOut(plan)) {
    const [left = 0] = await parts.row('SELECT count(*) FROM base');
    leave(flow, 'new_users', STEPS.newUsers, before() - left);
  }
  await parts.run(entriesSql(plan));
  await parts.run('DROP TABLE base');
  const people = plan.protocol.timeZero.rule === 'sequential_trials' ? 'count(DISTINCT i)' : 'count(*)';
  const [atRisk = 0, known = 0] = await parts.row(`SELECT ${people}, ${people} FILTER (is_known) FROM entries`);
  if (!isNaive(plan)) leave(flow, 'at_risk', STEPS.atRisk, before() - atRisk);
  const isBinary = plan.protocol.outcome.kind === 'binary';
  leave(flow, isBinary ? 'mature' : 'followed', isBinary ? STEPS.mature : STEPS.followed, before() - known);
}
