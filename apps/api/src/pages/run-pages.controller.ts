import { StudyMessage } from '@impact-ledger/application';
import { CancelRun, type Actor } from '@impact-ledger/domain';
import { Body, Controller, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { May } from '../access/access.decorator.js';
import { By } from '../http/actor.decorator.js';
import { Id, Uuid } from '../schemas/common.js';

const CancelForm = CancelRun.extend({
  /** The revision the reader of the page has seen: a run that has ended since is not cancelled. */
  revision: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
});

/** The form of the study page around a run under way. */
@ApiExcludeController()
@Controller('studies/:id/runs/:run')
export class RunPagesController {
  constructor(private readonly bus: CommandBus) {}

  @Post('cancel')
  @HttpCode(303)
  @May('CancelRun')
  async cancel(
    @Param('id', { schema: Id }) id: string,
    @Param('run', { schema: Uuid }) run: string,
    @Body({ schema: CancelForm }) { reason, revision: ifMatch }: z.infer<typeof CancelForm>,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const envelope = { actor, ifMatch, correlationId: request.id };
    const message = new StudyMessage(id, { type: 'CancelRun', data: { run, reason } }, envelope);
    const { position } = await this.bus.execute(message);
    await reply.redirect(`/studies/${id}?run=${run}&minPosition=${position}`, 303);
  }
}
