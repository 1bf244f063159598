import { IndicatorMessage, StudyMessage, type StudyRequest } from '@impact-ledger/application';
import { ApproveDefinition, RetractResult, ReviewResult, type Actor } from '@impact-ledger/domain';
import { Body, Controller, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { May } from '../access/access.decorator.js';
import { By } from '../http/actor.decorator.js';
import { Id, Uuid } from '../schemas/common.js';
import { seenRevision } from './page-context.js';

/** A form sends text. */
const VersionText = z
  .string()
  .regex(/^\d{1,6}$/, 'must be a version: a whole number')
  .transform(Number);
const ApproveForm = ApproveDefinition.extend({ ...seenRevision, definitionVersion: VersionText });
const ReviewForm = ReviewResult.extend(seenRevision);
const PublishForm = z.strictObject(seenRevision);
const RetractForm = RetractResult.extend(seenRevision);

/** How a form of a page came. */
interface Sent {
  readonly actor: Actor;
  readonly ifMatch: number;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** The forms by which a second person decides on what a first one wrote. */
@ApiExcludeController()
@Controller()
export class DecisionPagesController {
  constructor(private readonly bus: CommandBus) {}

  @Post('indicators/:id/approve')
  @HttpCode(303)
  @May('ApproveDefinition')
  async approve(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ApproveForm }) { revision: ifMatch, ...data }: z.infer<typeof ApproveForm>,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const envelope = { actor, ifMatch, correlationId: request.id };
    const { position } = await this.bus.execute(
      new IndicatorMessage(id, { type: 'ApproveDefinition', data }, envelope),
    );
    await reply.redirect(`/indicators/${id}?minPosition=${position}`, 303);
  }

  @Post('studies/:id/runs/:run/review')
  @HttpCode(303)
  @May('ReviewResult')
  review(
    @Param('id', { schema: Id }) id: string,
    @Param('run', { schema: Uuid }) run: string,
    @Body({ schema: ReviewForm }) { revision: ifMatch, ...data }: z.infer<typeof ReviewForm>,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const sent = { actor, ifMatch, request, reply };
    return this.#decide(id, run, { type: 'ReviewResult', data: { run, ...data } }, sent);
  }

  @Post('studies/:id/runs/:run/publish')
  @HttpCode(303)
  @May('PublishResult')
  publish(
    @Param('id', { schema: Id }) id: string,
    @Param('run', { schema: Uuid }) run: string,
    @Body({ schema: PublishForm }) { revision: ifMatch }: z.infer<typeof PublishForm>,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    return this.#decide(id, run, { type: 'PublishResult', data: { run } }, { actor, ifMatch, request, reply });
  }

  @Post('studies/:id/runs/:run/retract')
  @HttpCode(303)
  @May('RetractResult')
  retract(
    @Param('id', { schema: Id }) id: string,
    @Param('run', { schema: Uuid }) run: string,
    @Body({ schema: RetractForm }) { revision: ifMatch, ...data }: z.infer<typeof RetractForm>,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const sent = { actor, ifMatch, request, reply };
    return this.#decide(id, run, { type: 'RetractResult', data: { run, ...data } }, sent);
  }

  async #decide(
    id: string,
    run: string,
    command: StudyRequest,
    { actor, ifMatch, request, reply }: Sent,
  ): Promise<void> {
    const message = new StudyMessage(id, command, { actor, ifMatch, correlationId: request.id });
    const { position } = await this.bus.execute(message);
    await reply.redirect(`/studies/${id}?run=${run}&minPosition=${position}`, 303);
  }
}
