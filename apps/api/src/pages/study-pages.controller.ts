import type { Actor } from '@impact-ledger/domain';
import {
  listStudies,
  readProduct,
  readRunProgress,
  readStudy,
  readStudyParties,
  type RunProgressView,
  type StudyDetail,
} from '@impact-ledger/readmodel';
import { driftPage, studiesPage, studyPage } from '@impact-ledger/web';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { May } from '../access/access.decorator.js';
import { By } from '../http/actor.decorator.js';
import { existing, whatAsOf } from '../http/answers.js';
import { Resources } from '../resources.js';
import { Id } from '../schemas/common.js';
import { chosen, chosenId, html, momentOf, pageContext } from './page-context.js';

@ApiExcludeController()
@Controller('studies')
export class StudyPagesController {
  constructor(private readonly resources: Resources) {}

  @Get()
  @May('ReadRecord')
  async studies(@By() actor: Actor, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const studies = await listStudies(this.resources.db, actor, {
      asOf: momentOf(request).asOf,
      product: chosenId(request, 'product'),
      cursor: chosen(request, 'cursor'),
    });
    return html(reply, studiesPage({ ...(await pageContext(request, reply, this.resources, actor)), studies }));
  }

  @Get(':id')
  @May('ReadRecord')
  async study(
    @Param('id', { schema: Id }) id: string,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const study = await this.#study(id, actor, request);
    const product = await readProduct(this.resources.db, actor, study.product, momentOf(request));
    const context = await pageContext(request, reply, this.resources, actor);
    const progress = await this.#progress(actor, study, request);
    const parties = await readStudyParties(this.resources.db, actor, study.id);
    return html(
      reply,
      studyPage({
        ...context,
        study,
        parties,
        engine: this.resources.engine,
        ...(product && { product }),
        ...(progress && { progress }),
      }),
    );
  }

  @Get(':id/drift')
  @May('ReadRecord')
  async drift(
    @Param('id', { schema: Id }) id: string,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const study = await this.#study(id, actor, request);
    return html(reply, driftPage({ ...(await pageContext(request, reply, this.resources, actor)), study }));
  }

  /** The study as known at the moment the page is asked for; one nobody had drafted then is not there. */
  async #study(id: string, actor: Actor, request: FastifyRequest): Promise<StudyDetail> {
    const moment = momentOf(request);
    return existing(await readStudy(this.resources.db, actor, id, moment), whatAsOf(`study "${id}"`, moment));
  }

  /** Of the run under way, else of the one that is shown; nothing is known of how far it was at an earlier moment. */
  async #progress(actor: Actor, study: StudyDetail, request: FastifyRequest): Promise<RunProgressView | undefined> {
    if (momentOf(request).asOf !== undefined) return undefined;
    const asked = chosen(request, 'run');
    const run =
      study.runs.find(({ status }) => status === 'requested') ??
      study.runs.find((each) => each.run === asked) ??
      study.run;
    return run ? readRunProgress(this.resources.db, actor, run.run) : undefined;
  }
}
