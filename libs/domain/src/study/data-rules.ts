import type { DataSetColumn, DataSetPart, PartRole } from '../dataset/dataset.js';
import { DomainError } from '../shared/decider.js';
import type { Fault } from '../shared/faults.js';
import { derivedNames, type EventLogs } from './event-logs.js';
import type { Protocol } from './protocol.js';
import { columnsOf } from './protocol-rules.js';

/** A data set as protocols see it. */
export interface DataShape {
  /** Of the table, or of the persons. */
  readonly columns: readonly DataSetColumn[];
  /** The day the rows were taken from their source. */
  readonly extractedOn: string;
  readonly parts?: readonly DataSetPart[];
}

/** Refuses a data set that the protocol cannot run on, before any run. Throws {@link DomainError}. */
export function checkColumns(protocol: Protocol, data: DataShape): void {
  const faults = protocol.eventLogs ? logFaults(protocol, protocol.eventLogs, data) : tableFaults(protocol, data);
  if (faults.length > 0)
    throw new DomainError('invalid', `The data set does not fit the protocol: ${faults[0]?.detail}`, faults);
}

const isTwoValued = (column: DataSetColumn): boolean =>
  column.kind === 'boolean' ||
  (column.levels !== undefined &&
    column.levels.every((level) => level === '0' || level === '1') &&
    column.levels.length === 2);

function twoValuedFault(column: DataSetColumn | undefined, what: string, pointer: string): Fault[] {
  if (!column || isTwoValued(column)) return [];
  const values = column.levels
    ? `holds ${column.levels.map((level) => `"${level}"`).join(', ')}`
    : `holds more than 12 different values (${column.kind})`;
  return [
    {
      pointer,
      detail: `column "${column.name}" ${values}; ${what} needs exactly 0 and 1: recode it, or name another column.`,
    },
  ];
}

const namesIn = (columns: readonly DataSetColumn[]): string => columns.map(({ name }) => name).join(', ');

function tableFaults(protocol: Protocol, { columns, parts }: DataShape): Fault[] {
  if (parts) {
    return [
      {
        pointer: '/dataset',
        detail: `it has parts (${parts.map(({ role }) => role).join(', ')}), and the protocol reads one table: say in /eventLogs of the protocol what each part holds, or attach a table.`,
      },
    ];
  }
  const byName = new Map(columns.map((column) => [column.name, column]));
  const faults: Fault[] = columnsOf(protocol)
    .filter(({ column }) => !byName.has(column))
    .map(({ column, pointer }) => ({
      pointer,
      detail: `column "${column}" is not in the data set, which has: ${namesIn(columns)}.`,
    }));
  if (!protocol.panel) faults.push(...twoValuedFault(byName.get(protocol.arms.column), 'an arm', '/arms/column'));
  if (protocol.uptake) faults.push(...twoValuedFault(byName.get(protocol.uptake.column), 'use', '/uptake/column'));
  if (protocol.outcome.kind === 'binary') {
    faults.push(...twoValuedFault(byName.get(protocol.outcome.column), 'a binary outcome', '/outcome/column'));
  }
  return faults;
}

interface Named {
  readonly column: string;
  readonly pointer: string;
  readonly isDay?: boolean;
}

function logFaults(protocol: Protocol, logs: EventLogs, { columns, extractedOn, parts }: DataShape): Fault[] {
  if (!parts) {
    return [
      {
        pointer: '/dataset',
        detail:
          'it is one table, and the protocol builds its cohort from event logs: attach a data set sent in parts (persons, exposures, outcomes, exits).',
      },
    ];
  }
  const part = (role: PartRole): DataSetPart | undefined => parts.find((each) => each.role === role);
  const faults = Object.entries(namedIn(protocol, logs)).flatMap(([role, named]) =>
    partFaults(part(role as PartRole), role, named),
  );
  const byName = new Map(columns.map((column) => [column.name, column]));
  const derived = derivedNames(logs);
  const taken = columns.filter(({ name }) => derived.includes(name) && name !== logs.persons.person);
  if (taken.length > 0) {
    faults.push({
      pointer: '/dataset',
      detail: `of the persons, "${namesIn(taken)}" is the name of a column that the cohort adds: rename it in the file.`,
    });
  }
  if (!derived.includes(protocol.arms.column)) {
    faults.push(...twoValuedFault(byName.get(protocol.arms.column), 'an arm', '/arms/column'));
  }
  if (protocol.uptake && !derived.includes(protocol.uptake.column)) {
    faults.push(...twoValuedFault(byName.get(protocol.uptake.column), 'use', '/uptake/column'));
  }
  return [...faults, ...joinFaults(logs, part), ...followUpFaults(protocol, logs, extractedOn)];
}

/** The columns the protocol reads of each part. */
function namedIn(protocol: Protocol, logs: EventLogs): Partial<Record<PartRole, readonly Named[]>> {
  const derived = derivedNames(logs);
  const of = (role: PartRole, names: Readonly<Record<string, string | undefined>>, days: readonly string[]): Named[] =>
    Object.entries(names).flatMap(([field, column]) =>
      column === undefined ? [] : [{ column, pointer: `/eventLogs/${role}/${field}`, isDay: days.includes(field) }],
    );
  const { persons, exposures, outcomes, exits } = logs;
  return {
    persons: [
      ...of('persons', { ...persons }, ['startsOn', 'registeredOn']),
      ...columnsOf(protocol).filter(({ column }) => !derived.includes(column)),
    ],
    exposures: of('exposures', { ...exposures, kind: exposures.kind?.column }, ['on']),
    outcomes: of('outcomes', { ...outcomes, kind: outcomes.kind?.column }, ['on', 'declaredOn']),
    ...(exits && { exits: of('exits', { person: exits.person, on: exits.on, kind: exits.kind }, ['on']) }),
  };
}

function partFaults(part: DataSetPart | undefined, role: string, named: readonly Named[]): Fault[] {
  if (!part) {
    return [
      {
        pointer: `/eventLogs/${role}`,
        detail: `the protocol reads the ${role}, and the data set has no such part: send it with that part, or take /eventLogs/${role} out of the protocol.`,
      },
    ];
  }
  return named.flatMap(({ column, pointer, isDay }) => {
    const found = part.columns.find(({ name }) => name === column);
    if (!found) {
      return [{ pointer, detail: `column "${column}" is not in the ${role}, which have: ${namesIn(part.columns)}.` }];
    }
    // Text may hold a few days that cannot be read: those are counted in the flow.
    if (isDay && part.rows > 0 && (found.kind === 'number' || found.kind === 'boolean')) {
      const detail = `column "${column}" of the ${role} holds ${found.kind}s, where days are needed: write them as 2026-01-31.`;
      return [{ pointer, detail }];
    }
    return [];
  });
}

/** A pseudonym finds nobody in a part where the identifier stands in clear. */
function joinFaults(logs: EventLogs, part: (role: PartRole) => DataSetPart | undefined): Fault[] {
  const isHashed = (role: PartRole, column: string): boolean => part(role)?.pseudonymised.includes(column) ?? false;
  const hashed = isHashed('persons', logs.persons.person);
  const roles = ['exposures', 'outcomes', ...(logs.exits ? (['exits'] as const) : [])] as const;
  const faults: Fault[] = roles
    .filter((role) => part(role) && isHashed(role, logs[role]!.person) !== hashed)
    .map((role) => ({
      pointer: `/eventLogs/${role}/person`,
      detail: `column "${logs[role]!.person}" of the ${role} ${hashed ? 'was not' : 'was'} pseudonymised, and that of the persons was${hashed ? '' : ' not'}: nobody would be found. Send the data set with both pseudonymised.`,
    }));
  const { exposures, outcomes, rules } = logs;
  if (rules.match !== 'person_and_employer' || !exposures.employer || !outcomes.employer) return faults;
  if (isHashed('exposures', exposures.employer) !== isHashed('outcomes', outcomes.employer)) {
    faults.push({
      pointer: '/eventLogs/rules/match',
      detail: `the employers ("${exposures.employer}", "${outcomes.employer}") are pseudonymised in one part and not in the other: no hire would match. Send the data set with both pseudonymised, or neither.`,
    });
  }
  return faults;
}

const DAY = 86_400_000;

/** Arms told by use are known of those alone who begin once use is collected: their outcomes need the time to be known. */
function followUpFaults({ arms, outcome, timeZero }: Protocol, logs: EventLogs, extractedOn: string): Fault[] {
  if (arms.column !== 'treated') return [];
  const allowed = (Date.parse(extractedOn) - Date.parse(logs.collectionStart)) / DAY;
  const shift = 'every' in timeZero ? timeZero.every : timeZero.rule === 'landmark' ? timeZero.days : 0;
  const { primaryHorizon, reportingLag } = outcome;
  if (shift + primaryHorizon + reportingLag <= allowed) return [];
  const before = shift > 0 ? `${shift} days to time zero, ` : '';
  return [
    {
      pointer: '/outcome/primaryHorizon',
      detail:
        `an outcome is known after ${before}${primaryHorizon} days of horizon and ${reportingLag} of reporting lag, and use is known ` +
        `from ${logs.collectionStart}, only ${allowed} days before the extraction of ${extractedOn}: nobody is followed for long enough. ` +
        'Attach a later extraction, or choose a shorter horizon.',
    },
  ];
}
