import { StudyMessage, type CommandEnvelope, type CommandReceipt, type StudyRequest } from '@impact-ledger/application';
import type { Actor } from '@impact-ledger/domain';
import { listStudies, readStudy, type Page, type StudyDetail, type StudySummary } from '@impact-ledger/readmodel';
import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { May } from '../access/access.decorator.js';
import { By } from '../http/actor.decorator.js';
import { changed, created, found, whatAsOf } from '../http/answers.js';
import { ChangeEnvelope, Envelope } from '../http/envelope.decorator.js';
import { answerList, type Column } from '../http/list-answer.js';
import { Changes, Lists, Makes, Reads } from '../openapi/described.decorator.js';
import { Resources } from '../resources.js';
import { AsOfQuery, Id, ListAsOfQuery } from '../schemas/common.js';
import { AmendStudy, AttachData, DraftStudy, Nothing, ReviseProtocol, ScheduleStudy } from '../schemas/requests.js';
import { StudyPage, StudyWithRuns } from '../schemas/views.js';

const StudyQuery = ListAsOfQuery.extend({ product: Id.optional() });

const COLUMNS: readonly Column<StudySummary>[] = [
  { name: 'id', of: ({ id }) => id },
  { name: 'product', of: ({ product }) => product },
  { name: 'question.en', of: ({ question }) => question.en },
  { name: 'question.fr', of: ({ question }) => question.fr },
  { name: 'design', of: ({ design }) => design },
  { name: 'status', of: ({ status }) => status },
  { name: 'exploratory', of: ({ exploratory }) => exploratory },
  { name: 'run', of: ({ run }) => run?.run },
  { name: 'runStatus', of: ({ run }) => run?.status },
  { name: 'verdict', of: ({ run }) => run?.result?.verdict },
  { name: 'grade', of: ({ run }) => run?.result?.grade },
  { name: 'publication', of: ({ run }) => run?.publication },
  { name: 'revision', of: ({ revision }) => revision },
];

@ApiTags('studies')
@Controller('v1/studies')
export class StudiesController {
  constructor(
    private readonly bus: CommandBus,
    private readonly resources: Resources,
  ) {}

  @Post()
  @May('DraftStudy')
  @Makes('Draft a study: its protocol as data')
  async draft(
    @Body({ schema: DraftStudy }) { study, protocol }: z.infer<typeof DraftStudy>,
    @Envelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    const message = new StudyMessage(study, { type: 'DraftStudy', data: { protocol } }, envelope);
    return created(reply, `/v1/studies/${study}`, await this.bus.execute(message));
  }

  @Get()
  @May('ReadRecord')
  @Lists('The register of studies', StudyPage)
  list(
    @Query({ schema: StudyQuery }) query: z.infer<typeof StudyQuery>,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<StudySummary> | Readable> {
    const { product, asOf } = query;
    return answerList(request, reply, query, COLUMNS, (page) =>
      listStudies(this.resources.db, actor, { ...page, product, asOf }),
    );
  }

  @Get(':id')
  @May('ReadRecord')
  @Reads('One study with its protocol, data and runs', StudyWithRuns)
  async read(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: AsOfQuery }) query: z.infer<typeof AsOfQuery>,
    @By() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StudyDetail> {
    return found(reply, await readStudy(this.resources.db, actor, id, query), whatAsOf(`study "${id}"`, query));
  }

  @Post(':id/protocol')
  @May('ReviseProtocol')
  @Changes('Revise the protocol of a draft, with a reason')
  revise(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ReviseProtocol }) data: z.infer<typeof ReviseProtocol>,
    @ChangeEnvelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    return this.#change(id, { type: 'ReviseProtocol', data }, envelope, reply);
  }

  @Post(':id/data')
  @May('AttachData')
  @Changes('Attach a data set; its columns must fit the protocol')
  attach(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: AttachData }) data: z.infer<typeof AttachData>,
    @ChangeEnvelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    return this.#change(id, { type: 'AttachData', data }, envelope, reply);
  }

  @Post(':id/freeze')
  @May('FreezeStudy')
  @Changes('Freeze the protocol, before anybody looks')
  freeze(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Nothing }) data: z.infer<typeof Nothing>,
    @ChangeEnvelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    return this.#change(id, { type: 'FreezeStudy', data }, envelope, reply);
  }

  @Post(':id/amendments')
  @May('AmendStudy')
  @Changes('Amend a frozen protocol, with a reason; its data must fit it; exploratory when somebody has looked')
  amend(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: AmendStudy }) data: z.infer<typeof AmendStudy>,
    @ChangeEnvelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    return this.#change(id, { type: 'AmendStudy', data }, envelope, reply);
  }

  @Post(':id/schedule')
  @May('ScheduleStudy')
  @Changes('Run it on a schedule; null stops it')
  schedule(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ScheduleStudy }) data: z.infer<typeof ScheduleStudy>,
    @ChangeEnvelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    return this.#change(id, { type: 'ScheduleStudy', data }, envelope, reply);
  }

  async #change(
    id: string,
    request: StudyRequest,
    envelope: CommandEnvelope,
    reply: FastifyReply,
  ): Promise<CommandReceipt> {
    return changed(reply, await this.bus.execute(new StudyMessage(id, request, envelope)));
  }
}
