import { ImportError, PreconditionFailed } from '@impact-ledger/application';
import { DomainError, faultsOf, Forbidden, type Fault } from '@impact-ledger/domain';
import {
  IdempotencyConflict,
  StoreUnavailable,
  UnstorableEvent,
  VaultError,
  WrongRevision,
} from '@impact-ledger/ledger';
import { InvalidAsOf, InvalidCursor } from '@impact-ledger/readmodel';
import { HttpException } from '@nestjs/common';
import { types } from 'node:util';
import { ZodError } from 'zod';
import { PROBLEM_KINDS } from './kinds.js';
import { RequestFailure, type ProblemKind } from './request-failure.js';

/** RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What happened, where, and what to do. */
  readonly detail: string;
  readonly errors?: readonly Fault[];
}

export const problem = (kind: ProblemKind, detail: string, errors: readonly Fault[] = []): Problem => ({
  type: `urn:impact-ledger:problem:${kind}`,
  ...PROBLEM_KINDS[kind],
  detail,
  ...(errors.length > 0 ? { errors } : {}),
});

const INTERNAL =
  'This is our fault, and nothing says your request was wrong. Try again with the same Idempotency-Key; if it stays, give the operator the request id.';
const TOO_LARGE =
  'This is larger than the address takes: send less at a time. Files go to their own addresses, see /docs.';
const UNAVAILABLE = 'The database does not answer at this moment: send the same request again in a few seconds.';

/** The problem document of an error; kind `internal` for one that nobody foresaw. */
export function problemOf(error: unknown): Problem {
  if (error instanceof RequestFailure) return problem(error.kind, error.message, error.faults);
  if (error instanceof DomainError) return problem(error.kind, error.message, error.pointers);
  if (error instanceof Forbidden) return problem('forbidden', error.message);
  if (error instanceof PreconditionFailed) return problem('stale', error.message);
  if (error instanceof IdempotencyConflict) return problem('other_command', error.message);
  if (error instanceof WrongRevision) return problem('moved_on', error.message);
  if (error instanceof StoreUnavailable) return problem('unavailable', error.message);
  if (error instanceof UnstorableEvent) return problem('invalid_input', error.message);
  if (error instanceof ZodError) {
    return problem('invalid_input', 'Correct the fields named below.', faultsOf(error.issues));
  }
  if (error instanceof ImportError) return importProblem(error);
  if (error instanceof InvalidCursor) return queryProblem('cursor', error);
  if (error instanceof InvalidAsOf) return queryProblem('asOf', error);
  if (error instanceof VaultError && error.kind === 'no_space') return problem('no_space', error.message);
  if (isDataFileError(error))
    return problem('unusable_file', error.message, [{ pointer: '/file', detail: error.kind }]);
  if (error instanceof HttpException) return statusProblem(error.getStatus(), error.message);
  if (isCode(error, UNSTORABLE_TEXT)) {
    return problem('invalid_input', 'What you sent holds the character U+0000, which no text here has: remove it.');
  }
  if (isLostConnection(error)) return problem('unavailable', UNAVAILABLE);
  if (isHttpError(error)) return statusProblem(error.statusCode, error.message);
  return problem('internal', INTERNAL);
}

const queryProblem = (name: string, error: Error): Problem =>
  problem('invalid_input', error.message, [{ pointer: `/query/${name}`, detail: error.message }]);

function importProblem({ message, line, faults }: ImportError): Problem {
  return problem('unusable_file', line === undefined ? message : `Line ${line}: ${message}`, faults);
}

/** What Nest and Fastify refuse before any of our code runs. */
function statusProblem(status: number, message: string): Problem {
  const kinds = Object.keys(PROBLEM_KINDS) as ProblemKind[];
  if (status === 404) return problem('not_found', 'There is nothing at this address: see /docs for what there is.');
  const kind = status === 400 ? 'invalid_input' : kinds.find((name) => PROBLEM_KINDS[name].status === status);
  if (kind === undefined || status >= 500) return problem('internal', INTERNAL);
  return problem(kind, kind === 'too_large' ? TOO_LARGE : message);
}

interface DataFileFault extends Error {
  readonly kind: string;
}
// By name: reading data files is not the API's to import.
const isDataFileError = (error: unknown): error is DataFileFault =>
  error instanceof Error && error.name === 'DataFileError' && 'kind' in error;

const isHttpError = (error: unknown): error is Error & { readonly statusCode: number } =>
  error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number';

/** What PostgreSQL says of U+0000 in a parameter. */
const UNSTORABLE_TEXT = '22021';
const isCode = (error: unknown, code: string): boolean =>
  types.isNativeError(error) && 'code' in error && error.code === code;

const LOST_CONNECTION = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|08\w{3}|53\w{3}|57P\d\d|57014)$/;

function isLostConnection(error: unknown): boolean {
  // Sockets make their errors in the realm of Node itself, which is not always ours.
  if (!types.isNativeError(error)) return false;
  if ('code' in error && typeof error.code === 'string') return LOST_CONNECTION.test(error.code);
  return /connection terminated|query read timeout|timeout exceeded when trying to connect/i.test(error.message);
}
