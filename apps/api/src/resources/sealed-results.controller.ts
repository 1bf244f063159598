import {
  readSealedResult,
  StudyMessage,
  type CommandEnvelope,
  type CommandReceipt,
  type SealedReading,
} from '@impact-ledger/application';
import { StudyResult } from '@impact-ledger/domain';
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { May } from '../access/access.decorator.js';
import { changed } from '../http/answers.js';
import { ChangeEnvelope, Envelope } from '../http/envelope.decorator.js';
import { Changes, Makes } from '../openapi/described.decorator.js';
import { Resources } from '../resources.js';
import { Id, Receipt, Uuid } from '../schemas/common.js';
import { ReadSealedResult, UnsealResult } from '../schemas/requests.js';

const Reading = z
  .strictObject({
    receipt: Receipt,
    seal: z.string().meta({ description: 'SHA-256 of the bytes of `salt`, then of `document`: it stands in the run.' }),
    salt: z.string().meta({ description: '32 bytes in hexadecimal.' }),
    document: z.string().meta({ description: 'The canonical JSON that was sealed.' }),
    result: StudyResult,
  })
  .meta({ id: 'SealedReading' }) satisfies z.ZodType<SealedReading>;

/** Estimates of refused runs: nobody reads one before a second analyst unsealed it, and no reading goes unrecorded. */
@ApiTags('runs')
@Controller('v1/studies/:id/runs/:run')
export class SealedResultsController {
  constructor(
    private readonly bus: CommandBus,
    private readonly resources: Resources,
  ) {}

  @Post('unsealing')
  @May('UnsealResult')
  @Changes('Unseal the estimate of a refused run; by an analyst who neither wrote the protocol nor asked for the run')
  async unseal(
    @Param('id', { schema: Id }) id: string,
    @Param('run', { schema: Uuid }) run: string,
    @Body({ schema: UnsealResult }) body: z.infer<typeof UnsealResult>,
    @ChangeEnvelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    const message = new StudyMessage(id, { type: 'UnsealResult', data: { run, ...body } }, envelope);
    return changed(reply, await this.bus.execute(message));
  }

  @Post('readings')
  @May('ReadSealedResult')
  @Makes('Read an unsealed estimate; who read it and why is recorded first', Reading, 200)
  async read(
    @Param('id', { schema: Id }) study: string,
    @Param('run', { schema: Uuid }) run: string,
    @Body({ schema: ReadSealedResult }) { reason }: z.infer<typeof ReadSealedResult>,
    @Envelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SealedReading> {
    const { store, vault } = this.resources;
    void reply.header('Cache-Control', 'no-store');
    return readSealedResult({ store, vault, bus: this.bus }, { study, run, reason }, envelope);
  }
}
