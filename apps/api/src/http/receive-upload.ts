import type { FastifyRequest } from 'fastify';
import type { Multipart } from '@fastify/multipart';
import { PartRole } from '@impact-ledger/domain';
import { Scratch } from '@impact-ledger/ledger';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { RequestFailure } from '../problems/request-failure.js';

/** One table, or event logs by their roles. */
export type UploadedFiles = string | Readonly<Partial<Record<PartRole, string>>>;

const ORDER = 'send "declaration", then "file" alone, or "persons", "exposures", "outcomes" and perhaps "exits"';
const LARGEST_DECLARATION = 65_536;

/**
 * Receives `multipart/form-data` with the part `declaration` (JSON), then `file`, or event logs as `persons`,
 * `exposures`, `outcomes` and perhaps `exits`; in this order, so that nothing is written of a file nobody declared.
 * `check` sees the declaration before the first byte of a file is kept. Files are private, and removed after use.
 */
export async function receiveUpload<Declaration, Result>(
  request: FastifyRequest,
  { scratch, largestFile }: { readonly scratch: string; readonly largestFile: number },
  check: (declaration: unknown) => Declaration,
  use: (upload: { readonly declaration: Declaration; readonly files: UploadedFiles }) => Promise<Result>,
): Promise<Result> {
  if (!request.isMultipart()) {
    throw new RequestFailure('unsupported_type', 'Send multipart/form-data with the parts "declaration" and "file".');
  }
  return new Scratch(scratch).use(async (folder) => {
    const upload = await receiveParts(request, largestFile, folder, check).catch((error: unknown) => {
      throw brokenForm(error) ?? error;
    });
    return use(upload);
  });
}

async function receiveParts<Declaration>(
  request: FastifyRequest,
  largestFile: number,
  folder: string,
  check: (declaration: unknown) => Declaration,
): Promise<{ readonly declaration: Declaration; readonly files: UploadedFiles }> {
  let declaration: { readonly value: Declaration } | undefined;
  const received = new Map<string, string>();
  const limits = { fileSize: largestFile, fieldSize: LARGEST_DECLARATION, files: 5, fields: 2, parts: 6 };
  for await (const part of request.parts({ limits })) {
    if (part.fieldname === 'declaration' && !declaration) {
      declaration = { value: check(await json(part)) };
    } else if (part.type === 'file' && declaration && fits(part.fieldname, [...received.keys()])) {
      const path = join(folder, part.fieldname);
      await pipeline(part.file, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
      received.set(part.fieldname, path);
    } else {
      throw unexpected(part, declaration !== undefined);
    }
  }
  if (!declaration) throw missing('declaration');
  if (received.size === 0) throw missing('file');
  return { declaration: declaration.value, files: received.get('file') ?? Object.fromEntries(received) };
}

/** A table comes alone; of event logs each role comes once. */
const fits = (name: string, before: readonly string[]): boolean =>
  name === 'file'
    ? before.length === 0
    : PartRole.safeParse(name).success && !before.includes('file') && !before.includes(name);

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
  const early = !declared && (part.fieldname === 'file' || PartRole.safeParse(part.fieldname).success);
  const detail = early ? 'must come after "declaration"' : `is not a part we know here: ${ORDER}`;
  return new RequestFailure('invalid_input', `The part "${part.fieldname}" ${detail}.`, [
    { pointer: `/${part.fieldname}`, detail },
  ]);
}

const missing = (name: string): RequestFailure =>
  new RequestFailure('invalid_input', `The part "${name}" is missing: ${ORDER}.`, [
    { pointer: `/${name}`, detail: 'is missing' },
  ]);
