import { z } from 'zod';
import { localText, text } from '../shared/text.js';

const column = () => text(120);
const values = () => z.array(text(120)).min(1).max(50);
const DAYS = z.int().min(0).max(3650);

/** Columns the cohort builder makes of event logs; a protocol names them as it names those of the persons. */
export const DERIVED_COLUMNS = [
  'person',
  'treated',
  'time',
  'event',
  'outcome',
  'deviated',
  'trial',
  'calendar_month',
  'days_registered',
] as const;

/** The outcome by a further horizon, in days. */
export const outcomeBy = (days: number): string => `outcome_${days}`;

/** The names that a cohort built from these logs adds to the columns of the persons. */
export const derivedNames = (logs: EventLogs | undefined): string[] => [
  ...DERIVED_COLUMNS.filter((name) => name !== 'days_registered' || logs?.persons.registeredOn),
  ...(logs?.horizons ?? []).map(outcomeBy),
];

/**
 * Where the logs of a data set hold what the cohort is built from: one row a person in `persons`, any number in the
 * others. The rules say what a row that could be read in two ways means; the flow counts the rows each of them met.
 */
export const EventLogs = z.strictObject({
  /** Job seekers differ by how long they have been so and by the month: both are then covariates of a cohort. */
  people: z.enum(['job_seekers', 'others']),
  persons: z.strictObject({
    person: column(),
    /** The day from which somebody may be a case: of the sending, of the registration, of the draw. */
    startsOn: column(),
    /** The day since which somebody has been without work. */
    registeredOn: column().optional(),
  }),
  exposures: z.strictObject({
    person: column(),
    on: column(),
    employer: column().optional(),
    /** Rows of these kinds are use; every row is when absent. */
    kind: z.strictObject({ column: column(), use: values() }).optional(),
  }),
  outcomes: z.strictObject({
    person: column(),
    on: column(),
    /** The day the source learned of it: shows how complete the reporting lag is. */
    declaredOn: column().optional(),
    employer: column().optional(),
    contractDays: column().optional(),
    /** Rows of these kinds are the outcome; every row is when absent. */
    kind: z.strictObject({ column: column(), outcome: values() }).optional(),
  }),
  /** Ways out other than the outcome. Those that compete have the codes of `competingEvents`; the others censor. */
  exits: z
    .strictObject({
      person: column(),
      on: column(),
      kind: column().optional(),
      competing: z
        .array(z.strictObject({ code: z.int().min(2).max(20), kinds: values() }))
        .max(10)
        .optional(),
    })
    .optional(),
  /** Use is known from this day on; what is dated before is dropped. */
  collectionStart: z.iso.date(),
  rules: z.strictObject({
    /** A hire on the day of the use, or on day zero: it came before, it came after, or nobody can tell and it is dropped. */
    sameDay: z.enum(['before', 'after', 'drop']),
    /** Of several uses of one person for one employer; needs the employer of the exposures. */
    duplicates: z.enum(['keep_first', 'keep_all']),
    /** Contracts announced for longer are errors of entry, and dropped; null keeps every contract. */
    longestContract: z.int().min(1).max(36_500).nullable(),
    /** Whether a hire of a user counts at any employer, or only at one for which the person used the service before. */
    match: z.enum(['person', 'person_and_employer']),
  }),
  /** Further horizons, in days: the primary analysis is shown at each, and decides nothing there. */
  horizons: z.array(DAYS.min(1)).max(6).optional(),
});
export type EventLogs = z.infer<typeof EventLogs>;

/** How two people come to be compared from the same instant. */
export const TimeZero = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('assignment'), label: localText(300) }),
  z.strictObject({ rule: z.literal('landmark'), days: DAYS, label: localText(300) }),
  /** Everybody follows both strategies until what they do departs from one: use within so many days, or none. */
  z.strictObject({ rule: z.literal('grace'), days: DAYS.min(1), label: localText(300) }),
  /** A trial begins every so many days with those still at risk who had not used before; users of the days since the last. */
  z.strictObject({
    rule: z.literal('sequential_trials'),
    every: DAYS.min(1),
    trials: z.int().min(1).max(60),
    contrast: z.enum(['initiation', 'per_protocol']),
    label: localText(300),
  }),
]);
export type TimeZero = z.infer<typeof TimeZero>;
