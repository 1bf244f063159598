import {
  BREAKDOWN_PREFIX,
  ImportError,
  importMeasurements,
  OPTIONAL_COLUMNS,
  REQUIRED_COLUMNS,
  type ImportFormat,
  type RowVerdict,
} from '@impact-ledger/application';
import type { Actor, Fault } from '@impact-ledger/domain';
import { Body, Controller, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { May } from '../access/access.decorator.js';
import { By } from '../http/actor.decorator.js';
import { idempotencyKeyOf } from '../http/envelope.decorator.js';
import { TakesFile } from '../openapi/described.decorator.js';
import { problemOf } from '../problems/problem-of.js';
import { RequestFailure } from '../problems/request-failure.js';
import { Resources } from '../resources.js';
import { FaultSchema, Position } from '../schemas/common.js';

/** An answer that is one JSON document tells so many rejects in full; NDJSON tells every row. */
const MOST_REJECTS = 1000;

const ImportQuery = z.strictObject({
  atomic: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional()
    .meta({ description: 'All rows or none; at most 10,000 then.' }),
});

const Reject = z
  .strictObject({ line: z.int(), status: z.literal('rejected'), reason: z.string(), faults: z.array(FaultSchema) })
  .meta({ id: 'RejectedRow' });

const ImportReport = z
  .strictObject({
    recorded: z.int(),
    repeated: z.int().meta({ description: 'Rows that were recorded before.' }),
    rejected: z.int(),
    position: Position.nullable().meta({ description: 'Of the last row recorded: use it as minPosition.' }),
    rejects: z.array(Reject).meta({ description: `The first ${MOST_REJECTS}.` }),
    stopped: z.string().nullable().meta({ description: 'Why the rest of the file was not read; null when all was.' }),
  })
  .meta({ id: 'ImportReport' });
type ImportReport = z.infer<typeof ImportReport>;

@ApiTags('measurements')
@Controller('v1/measurements/import')
export class ImportController {
  constructor(private readonly resources: Resources) {}

  @Post()
  @HttpCode(200)
  @May('RecordMeasurement')
  @ApiOperation({
    summary: 'Record measurements from a file of any size',
    description:
      'Row by row; safe to repeat. With Accept: application/x-ndjson one verdict per row as it falls, the report last.',
  })
  @TakesFile(
    ['text/csv', 'application/x-ndjson'],
    `CSV with the columns ${REQUIRED_COLUMNS.join(', ')}, optionally ${OPTIONAL_COLUMNS.join(', ')} and ` +
      `${BREAKDOWN_PREFIX}<name>; or NDJSON, one RecordMeasurement per line.`,
    { schema: { type: 'string' } },
  )
  @ApiResponse({ status: 200, description: 'What became of the rows.', standardSchema: ImportReport })
  async import(
    @Query({ schema: ImportQuery }) { atomic = false }: z.infer<typeof ImportQuery>,
    @Body() body: unknown,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImportReport | Readable> {
    const verdicts = importMeasurements(this.resources.store, {
      input: streamOf(body),
      format: formatOf(request),
      atomic,
      importKey: idempotencyKeyOf(request) ?? request.id,
      envelope: { actor },
    });
    if ((request.headers.accept ?? '').includes('application/x-ndjson')) {
      void reply.type('application/x-ndjson; charset=utf-8');
      return Readable.from(told(await begun(verdicts), this.#logFault(request.id)));
    }
    const report = await summed(verdicts);
    if (atomic && report.rejected > 0) throw refusedWhole(report);
    return report;
  }

  readonly #logFault = (request: string) => (error: unknown) =>
    this.resources.log.error({ request, err: error }, 'an import was stopped by a fault of ours');
}

function streamOf(body: unknown): AsyncIterable<Uint8Array> {
  if (body instanceof Readable) return body;
  throw new RequestFailure('unsupported_type', 'Send the rows as text/csv or application/x-ndjson.');
}

const formatOf = (request: FastifyRequest): ImportFormat =>
  (request.headers['content-type'] ?? '').startsWith('text/csv') ? 'csv' : 'ndjson';

const empty = (): ImportReport => ({
  recorded: 0,
  repeated: 0,
  rejected: 0,
  position: null,
  rejects: [],
  stopped: null,
});

function count(report: ImportReport, verdict: RowVerdict): void {
  if (verdict.status === 'withheld') return;
  report[verdict.status] += 1;
  if (verdict.status === 'rejected') {
    if (report.rejects.length < MOST_REJECTS) report.rejects.push({ ...verdict, faults: [...verdict.faults] });
  } else if (report.position === null || BigInt(verdict.position) > BigInt(report.position)) {
    report.position = verdict.position;
  }
}

const seen = ({ recorded, repeated, rejected }: ImportReport): number => recorded + repeated + rejected;

async function summed(verdicts: AsyncIterable<readonly RowVerdict[]>): Promise<ImportReport> {
  const report = empty();
  try {
    for await (const batch of verdicts) for (const verdict of batch) count(report, verdict);
  } catch (error) {
    // With nothing read it is the request that failed; later the rows before the fault stand, and must be told.
    if (!(error instanceof ImportError) || seen(report) === 0) throw error;
    report.stopped = problemOf(error).detail;
  }
  return report;
}

/** Waits for the first verdicts, so that a file refused before any is a problem document and no 200. */
async function begun<T>(source: AsyncGenerator<T>): Promise<AsyncGenerator<T>> {
  const first = await source.next();
  return (async function* () {
    if (first.done) return;
    yield first.value;
    yield* source;
  })();
}

/** One line per row, then the report; a fault after the first byte can only be told as a line. */
async function* told(
  verdicts: AsyncIterable<readonly RowVerdict[]>,
  logFault: (error: unknown) => void,
): AsyncGenerator<string> {
  const report = empty();
  try {
    for await (const batch of verdicts) {
      for (const verdict of batch) count(report, verdict);
      yield batch.map((verdict) => `${JSON.stringify(verdict)}\n`).join('');
    }
  } catch (error) {
    const { status, detail } = problemOf(error);
    if (status === 500) logFault(error);
    report.stopped = detail;
  }
  yield `${JSON.stringify({ report: { ...report, rejects: [] } })}\n`;
}

function refusedWhole({ rejects, rejected }: ImportReport): RequestFailure {
  const faults = rejects.flatMap(({ line, reason, faults: [...found] }): Fault[] =>
    found.length === 0
      ? [{ pointer: `/lines/${line}`, detail: reason }]
      : found.map(({ pointer, detail }) => ({ pointer: `/lines/${line}${pointer}`, detail })),
  );
  return new RequestFailure(
    'invalid',
    `Nothing was recorded, since ${rejected} row(s) cannot be: correct them, or send the file without atomic.`,
    faults,
  );
}
