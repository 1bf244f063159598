import type { FastifyRequest } from 'fastify';
import type { Multipart } from '@fastify/multipart';
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { RequestFailure } from '../problems/request-failure.js';

export interface Upload {
  /** The part `declaration`, parsed, not yet checked. */
  readonly declaration: unknown;
  /** The part `file`, in a private file that is removed after use. */
  readonly path: string;
}

const LARGEST_DECLARATION = 65_536;

/**
 * Receives `multipart/form-data` with the parts `declaration` (JSON) and `file`, in this order, so that nothing is
 * written of a file nobody declared. `check` sees the declaration before the first byte of the file is kept.
 */
export async function receiveUpload<Declaration, Result>(
  request: FastifyRequest,
  { scratch, largestFile }: { readonly scratch: string; readonly largestFile: number },
  check: (declaration: unknown) => Declaration,
  use: (upload: { readonly declaration: Declaration; readonly path: string }) => Promise<Result>,
): Promise<Result> {
  if (!request.isMultipart()) {
    throw new RequestFailure('unsupported_type', 'Send multipart/form-data with the parts "declaration" and "file".');
  }
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  const path = join(scratch, `${process.pid}-upload-${randomUUID()}`);
  try {
    const declaration = await receiveParts(request, largestFile, path, check).catch((error: unknown) => {
      throw brokenForm(error) ?? error;
    });
    return await use({ declaration, path });
  } finally {
    await rm(path, { force: true });
  }
}

async function receiveParts<Declaration>(
  request: FastifyRequest,
  largestFile: number,
  path: string,
  check: (declaration: unknown) => Declaration,
): Promise<Declaration> {
  let declaration: { readonly value: Declaration } | undefined;
  let received = false;
  const limits = { fileSize: largestFile, fieldSize: LARGEST_DECLARATION, files: 2, fields: 2, parts: 3 };
  for await (const part of request.parts({ limits })) {
    if (part.fieldname === 'declaration' && !declaration) {
      declaration = { value: check(await json(part)) };
    } else if (part.fieldname === 'file' && part.type === 'file' && declaration && !received) {
      await pipeline(part.file, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
      received = true;
    } else {
      throw unexpected(part, declaration !== undefined);
    }
  }
  if (!declaration) throw missing('declaration');
  if (!received) throw missing('file');
  return declaration.value;
}

/** The parser of multipart bodies throws bare errors, told apart by their words. */
function brokenForm(error: unknown): RequestFailure | undefined {
  if (
    !(error instanceof Error) ||
    !/boundary not found|end of multipart|part terminated|premature/i.test(error.message)
  ) {
    return undefined;
  }
  return new RequestFailure(
    'invalid_input',
    'The multipart body ends before its last boundary, or its Content-Type names another one: nothing was kept, send it again.',
  );
}

async function json(part: Multipart): Promise<unknown> {
  // A client may send the declaration as a field or as a small file; both are the same JSON.
  const value: unknown = part.type === 'file' ? (await part.toBuffer()).toString('utf8') : part.value;
  if (typeof value !== 'string') return value;
  if ('valueTruncated' in part && part.valueTruncated) {
    throw new RequestFailure(
      'too_large',
      `The part "declaration" is longer than ${LARGEST_DECLARATION} bytes: shorten it.`,
      [{ pointer: '/declaration', detail: 'is too long' }],
    );
  }
  try {
    return JSON.parse(value);
  } catch {
    throw new RequestFailure('invalid_input', 'The part "declaration" is not JSON.', [
      { pointer: '/declaration', detail: 'must be a JSON document' },
    ]);
  }
}

function unexpected(part: Multipart, declared: boolean): RequestFailure {
  const early = part.fieldname === 'file' && !declared;
  const detail = early
    ? 'must come after "declaration"'
    : 'is not a part we know here: send "declaration", then "file"';
  return new RequestFailure('invalid_input', `The part "${part.fieldname}" ${detail}.`, [
    { pointer: `/${part.fieldname}`, detail },
  ]);
}

const missing = (name: string): RequestFailure =>
  new RequestFailure('invalid_input', `The part "${name}" is missing: send "declaration", then "file".`, [
    { pointer: `/${name}`, detail: 'is missing' },
  ]);
