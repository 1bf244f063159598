import { readSealedResult, StudyMessage } from '@impact-ledger/application';
import { ReadSealedResult, UnsealResult, type Actor } from '@impact-ledger/domain';
import { readProduct, readStudy } from '@impact-ledger/readmodel';
import { studyPage } from '@impact-ledger/web';
import { Body, Controller, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { May } from '../access/access.decorator.js';
import { By } from '../http/actor.decorator.js';
import { existing } from '../http/answers.js';
import { Resources } from '../resources.js';
import { Id, Uuid } from '../schemas/common.js';
import { html, pageContext, seenRevision } from './page-context.js';

const UnsealForm = UnsealResult.extend(seenRevision);
const ReadForm = ReadSealedResult.extend(seenRevision);

/** The forms of the study page around a sealed estimate. */
@ApiExcludeController()
@Controller('studies/:id/runs/:run')
export class SealedPagesController {
  constructor(
    private readonly bus: CommandBus,
    private readonly resources: Resources,
  ) {}

  @Post('unseal')
  @HttpCode(303)
  @May('UnsealResult')
  async unseal(
    @Param('id', { schema: Id }) id: string,
    @Param('run', { schema: Uuid }) run: string,
    @Body({ schema: UnsealForm }) { reason, revision: ifMatch }: z.infer<typeof UnsealForm>,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const envelope = { actor, ifMatch, correlationId: request.id };
    const message = new StudyMessage(id, { type: 'UnsealResult', data: { run, reason } }, envelope);
    const { position } = await this.bus.execute(message);
    await reply.redirect(`/studies/${id}?run=${run}&minPosition=${position}`, 303);
  }

  /** The figure is the answer to the form, never an address: nobody sees it again without being recorded again. */
  @Post('read')
  @HttpCode(200)
  @May('ReadSealedResult')
  async read(
    @Param('id', { schema: Id }) id: string,
    @Param('run', { schema: Uuid }) run: string,
    @Body({ schema: ReadForm }) { reason }: z.infer<typeof ReadForm>,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { db, store, vault } = this.resources;
    const study = existing(await readStudy(db, actor, id), `study "${id}"`);
    const product = await readProduct(db, actor, study.product);
    const { result, receipt } = await readSealedResult(
      { store, vault, bus: this.bus },
      { study: id, run, reason },
      { actor, correlationId: request.id },
    );
    const context = {
      ...(await pageContext(request, reply, this.resources, actor)),
      path: `/studies/${id}?run=${run}`,
    };
    const reading = { run, result, reason, position: receipt.position };
    return html(
      reply,
      studyPage({ ...context, study, reading, engine: this.resources.engine, ...(product && { product }) }),
    );
  }
}
