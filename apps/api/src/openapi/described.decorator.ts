import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiProduces, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import type { z } from 'zod';
import { Receipt } from '../schemas/common.js';

const IDEMPOTENCY_KEY = ApiHeader({
  name: 'Idempotency-Key',
  required: false,
  description: 'Of your choice, once per command: sent again with the same command, nothing is done twice.',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$' },
});

const ifMatch = (required: boolean) =>
  ApiHeader({
    name: 'If-Match',
    required,
    description: 'The ETag of what you read, in its quotes: 412 when it changed since.',
    schema: { type: 'string', pattern: '^"\\d{1,9}"$', example: '"4"' },
  });

const answers = (status: number, description: string, schema: z.ZodType) =>
  ApiResponse({
    status,
    description,
    standardSchema: schema,
    headers: { ETag: { description: 'Revision, in quotes.', schema: { type: 'string' } } },
  });

/** A command that makes something new. */
export const Makes = (summary: string, schema: z.ZodType = Receipt, status = 201) =>
  applyDecorators(
    HttpCode(status),
    ApiOperation({ summary }),
    IDEMPOTENCY_KEY,
    answers(status, 'Recorded in the ledger.', schema),
  );

/** A command that changes an existing thing. */
export const Changes = (summary: string) =>
  applyDecorators(
    HttpCode(200),
    ApiOperation({ summary }),
    IDEMPOTENCY_KEY,
    ifMatch(true),
    answers(200, 'Recorded in the ledger.', Receipt),
  );

/** One thing. */
export const Reads = (summary: string, schema: z.ZodType, description = 'As the read model knows it.') =>
  applyDecorators(ApiOperation({ summary }), answers(200, description, schema));

/** A list, as JSON page by page, as CSV or NDJSON whole. */
export const Lists = (summary: string, schema: z.ZodType) =>
  applyDecorators(
    ApiOperation({ summary, description: 'Also as text/csv and application/x-ndjson: by Accept, or by `format`.' }),
    ApiResponse({
      status: 200,
      description: 'A page; `next` is the cursor of the one after it, null on the last.',
      standardSchema: schema,
    }),
  );

/** A body that is no JSON document. */
export const TakesFile = (types: readonly string[], description: string, schema: Parameters<typeof ApiBody>[0]) =>
  applyDecorators(ApiConsumes(...types), ApiBody({ ...schema, description, required: true }));

/** Needs no account. */
export const Public = () => applyDecorators(ApiSecurity({}));

export { ApiProduces as Produces };
