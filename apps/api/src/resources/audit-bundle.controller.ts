import type { Actor } from '@impact-ledger/domain';
import { exportBundle, ExportRefused } from '@impact-ledger/ledger';
import { readRun } from '@impact-ledger/readmodel';
import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { May } from '../access/access.decorator.js';
import { By } from '../http/actor.decorator.js';
import { existing } from '../http/answers.js';
import { RequestFailure } from '../problems/request-failure.js';
import { Resources } from '../resources.js';
import { Id, Uuid } from '../schemas/common.js';

const BundleQuery = z
  .strictObject({
    study: Id.optional().meta({ description: 'Events of this study and its data sets only.' }),
    run: Uuid.optional().meta({ description: 'The published figure of this run, with what it hangs on.' }),
    from: z
      .string()
      .regex(/^\d{1,15}(,\d{1,15}){0,99}$/, 'must be sizes of checkpoints, separated by commas')
      .transform((sizes) => sizes.split(',').map(Number))
      .optional()
      .meta({ description: 'Sizes of checkpoints you kept, at most 100: proofs that the log extends them.' }),
  })
  .refine(({ study, run }) => study === undefined || run === undefined, {
    path: ['run'],
    message: 'names its study by itself: leave `study` out',
  });

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

@ApiTags('audit')
@Controller('v1/audit/bundle')
export class AuditBundleController {
  constructor(private readonly resources: Resources) {}

  @Get()
  @May('ReadAudit')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'A bundle that proves itself: the whole log, one study, or one published figure',
    description: 'Check it with `impact verify` and the key of the log, kept from elsewhere; docs/verify.md.',
  })
  @ApiProduces('text/plain')
  @ApiResponse({
    status: 200,
    description: 'The bundle; whole when its last line is its sum.',
    schema: { type: 'string' },
  })
  async bundle(
    @Query({ schema: BundleQuery }) { study, run, from }: z.infer<typeof BundleQuery>,
    @By() actor: Actor,
  ): Promise<Readable> {
    const { db, pool, store } = this.resources;
    const ofRun = run === undefined ? undefined : existing(await readRun(db, actor, run), `run "${run}"`);
    try {
      const sources = { pool, store, engine: version };
      return Readable.from(await exportBundle(sources, actor, { study: ofRun?.study ?? study, run, from }));
    } catch (error) {
      throw error instanceof ExportRefused ? new RequestFailure(error.kind, error.message) : error;
    }
  }
}
