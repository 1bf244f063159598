import { exportReproduction, type CommandEnvelope } from '@impact-ledger/application';
import { Body, Controller, Header, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import { May } from '../access/access.decorator.js';
import { Envelope } from '../http/envelope.decorator.js';
import { Resources } from '../resources.js';
import { Id, Uuid } from '../schemas/common.js';
import { ExportReproduction } from '../schemas/requests.js';

/** Takes person-level data out, so only with a reason that stays on record. */
@ApiTags('runs')
@Controller('v1/studies/:id/runs/:run')
export class ReproductionController {
  constructor(
    private readonly bus: CommandBus,
    private readonly resources: Resources,
  ) {}

  @Post('reproduction')
  @HttpCode(200)
  @May('ExportReproduction')
  @Header('content-type', 'application/octet-stream')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'What a result was computed from, with the pseudonymised data; who took it and why is recorded first',
    description:
      'A line of JSON, then the bytes of the file. `impact export --reproduction` writes them as a folder; docs/reproduce.md.',
  })
  @ApiProduces('application/octet-stream')
  @ApiResponse({
    status: 200,
    description: 'The package; whole when as many bytes follow the line as it says.',
    schema: { type: 'string', format: 'binary' },
  })
  take(
    @Param('id', { schema: Id }) study: string,
    @Param('run', { schema: Uuid }) run: string,
    @Body({ schema: ExportReproduction }) { reason }: z.infer<typeof ExportReproduction>,
    @Envelope() envelope: CommandEnvelope,
  ): Promise<Readable> {
    const { store, vault } = this.resources;
    return exportReproduction({ store, vault, bus: this.bus }, { study, run, reason }, envelope);
  }
}
