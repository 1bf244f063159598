import type { Append, AppendReceipt, ExpectedRevision } from '../event-store.js';
import { IdempotencyConflict, WrongRevision } from '../ledger-errors.js';
import type { PreparedAppend } from '../prepare-append.js';
import { integerArray, textArray, uuidArray } from './binary-arrays.js';

/** Appends that stand or fall together. */
export type AppendGroup = readonly PreparedAppend[];

export type GroupVerdict = { readonly receipts: readonly AppendReceipt[] } | { readonly error: Error };

interface VerdictRow {
  readonly verdict: 'appended' | 'repeated' | 'wrong_revision' | 'conflict' | 'abandoned';
  readonly revision: number | null;
  readonly position: string | null;
  readonly event: string | null;
}

/** A statement as `pg` takes it; named, so that a connection parses it once. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

const APPEND = `select verdict, revision, position, event from ledger.append_events(
  $1::integer[], $2::text[], $3::integer[], $4::integer[], $5::integer[], $6::uuid[], $7::text[], $8::integer[], $9::text[])`;

/** The groups as one statement, that is, one transaction. */
export function appendStatement(groups: readonly AppendGroup[]): Statement {
  const appends = groups.flatMap((group, index) => group.map((prepared) => ({ prepared, group: index + 1 })));
  const events = appends.flatMap(({ prepared }) => prepared.events);
  return {
    name: 'ledger_append',
    text: APPEND,
    values: [
      integerArray(appends.map(({ group }) => group)),
      plainArray(appends.map(({ prepared }) => prepared.append.stream)),
      integerArray(appends.map(({ prepared }) => expectedNumber(prepared.append.expected))),
      integerArray(appends.map(({ prepared }) => prepared.events.length)),
      integerArray(appends.flatMap(({ prepared }, index) => prepared.events.map(() => index + 1))),
      uuidArray(events.map(({ event }) => event.id)),
      plainArray(events.map(({ event }) => event.type)),
      integerArray(events.map(({ event }) => event.version)),
      textArray(events.map(({ opening }) => opening)),
    ],
  };
}

/** What became of each group, from the rows the statement returned. */
export function groupVerdicts(groups: readonly AppendGroup[], rows: readonly VerdictRow[]): GroupVerdict[] {
  let next = 0;
  return groups.map((group) => {
    const judged = group.map(({ append }) => ({ append, row: rows[next++] }));
    const receipts: AppendReceipt[] = [];
    let abandoned: Error | undefined;
    for (const { append, row } of judged) {
      if (!row)
        return {
          error: new Error(`The ledger gave no verdict on ${append.stream}: its functions are of another release.`),
        };
      if (row.verdict === 'appended' || row.verdict === 'repeated') receipts.push(receipt(append, row));
      else if (row.verdict !== 'abandoned') return { error: refusal(append, row) };
      else abandoned = new Error(`The append to ${append.stream} was abandoned without a reason.`);
    }
    return abandoned ? { error: abandoned } : { receipts };
  });
}

const receipt = ({ stream }: Append, row: VerdictRow): AppendReceipt => ({
  stream,
  revision: row.revision ?? 0,
  position: BigInt(row.position ?? 0),
  repeated: row.verdict === 'repeated',
});

function refusal({ stream, expected }: Append, row: VerdictRow): Error {
  if (row.verdict === 'conflict') return new IdempotencyConflict(row.event ?? '');
  return new WrongRevision(stream, expected, row.revision === -1 ? null : row.revision);
}

const expectedNumber = (expected: ExpectedRevision): number =>
  expected === 'any' ? -2 : expected === 'absent' ? -1 : expected;

/** For names, whose characters need no escaping: prepare-append.ts let no others through. */
const plainArray = (values: readonly string[]): string => `{${values.join(',')}}`;
