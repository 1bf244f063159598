import { SKETCH_FIELDS, sketchProtocol, type Actor } from '@impact-ledger/domain';
import { fingerprint } from '@impact-ledger/ledger';
import { protocolPage } from '@impact-ledger/web';
import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { May } from '../access/access.decorator.js';
import { By } from '../http/actor.decorator.js';
import { Resources } from '../resources.js';
import { html, pageContext } from './page-context.js';

const Answers = z.partialRecord(z.enum(SKETCH_FIELDS.map(({ name }) => name)), z.string().max(20_000));

/** The builder of protocols: answers in, JSON and hash out. It records nothing. */
@ApiExcludeController()
@Controller('protocol')
export class ProtocolPagesController {
  constructor(private readonly resources: Resources) {}

  @Get()
  @May('ReadRecord')
  async questions(@By() actor: Actor, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const context = await pageContext(request, reply, this.resources, actor);
    return html(reply, protocolPage({ ...context, answers: {} }));
  }

  @Post()
  @HttpCode(200)
  @May('ReadRecord')
  async check(
    @Body({ schema: Answers }) answers: z.infer<typeof Answers>,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const context = await pageContext(request, reply, this.resources, actor);
    const sketch = sketchProtocol(answers, context.locale);
    const hash = sketch.protocol && fingerprint(sketch.protocol);
    return html(reply, protocolPage({ ...context, answers, sketch, ...(hash !== undefined && { hash }) }));
  }
}
