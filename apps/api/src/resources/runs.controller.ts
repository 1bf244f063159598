import { StudyMessage, type CommandEnvelope, type CommandReceipt } from '@impact-ledger/application';
import type { Actor } from '@impact-ledger/domain';
import { commandId, newId } from '@impact-ledger/ledger';
import {
  listRuns,
  readRun,
  readRunProgress,
  readStudy,
  type Page,
  type RunProgressView,
  type StudyRunView,
} from '@impact-ledger/readmodel';
import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import { May } from '../access/access.decorator.js';
import { By } from '../http/actor.decorator.js';
import { changed, etag, existing, whatAsOf } from '../http/answers.js';
import { ChangeEnvelope, Envelope } from '../http/envelope.decorator.js';
import { answerList, type Column } from '../http/list-answer.js';
import { Changes, Lists, Makes, Reads } from '../openapi/described.decorator.js';
import { Resources } from '../resources.js';
import { AsOfQuery, Id, ListAsOfQuery, Receipt, Uuid } from '../schemas/common.js';
import { CancelRun, Nothing, RequestRun, RetractResult, ReviewResult } from '../schemas/requests.js';
import { RunProgress, StudyRun, StudyRunPage } from '../schemas/views.js';

const RunReceipt = Receipt.extend({ run: Uuid }).meta({
  id: 'RunReceipt',
  example: {
    id: 'nsw',
    stream: 'study-nsw',
    revision: 4,
    position: '1209',
    repeated: false,
    run: '0b0f6f3c-4a43-4d2c-9a0e-0d7c6f1f0a11',
  },
});

const COLUMNS: readonly Column<StudyRunView>[] = [
  { name: 'run', of: ({ run }) => run },
  { name: 'study', of: ({ study }) => study },
  { name: 'look', of: ({ look }) => look },
  { name: 'exploratory', of: ({ exploratory }) => exploratory },
  { name: 'status', of: ({ status }) => status },
  { name: 'requestedAt', of: ({ requestedAt }) => requestedAt },
  { name: 'endedAt', of: ({ endedAt }) => endedAt },
  { name: 'verdict', of: ({ result }) => result?.verdict },
  { name: 'grade', of: ({ result }) => result?.grade },
  { name: 'measure', of: ({ result }) => result?.findings?.primary?.measure },
  { name: 'estimand', of: ({ result }) => result?.findings?.primary?.estimand },
  { name: 'lower', of: ({ result }) => result?.findings?.primary?.interval.lower },
  { name: 'upper', of: ({ result }) => result?.findings?.primary?.interval.upper },
  { name: 'level', of: ({ result }) => result?.findings?.primary?.interval.level },
  { name: 'estimate', of: ({ result }) => result?.findings?.primary?.value },
  { name: 'review', of: ({ review }) => review },
  { name: 'publication', of: ({ publication }) => publication },
  { name: 'resultHash', of: ({ resultHash }) => resultHash },
  { name: 'position', of: ({ position }) => position },
];

@ApiTags('runs')
@Controller('v1')
export class RunsController {
  constructor(
    private readonly bus: CommandBus,
    private readonly resources: Resources,
  ) {}

  @Post('studies/:id/runs')
  @May('RequestRun')
  @Makes('Ask for a run; the worker takes it up from the ledger', RunReceipt, 202)
  async request(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: RequestRun }) body: z.infer<typeof RequestRun>,
    @Envelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt & { readonly run: string }> {
    const { actor, idempotencyKey: key } = envelope;
    // The same key names the same run, or a repeated request would be another command.
    const run = key === undefined ? newId() : commandId(actor.id, `run of ${id}: ${key}`);
    const data = { ...body, run, onlyOnNewData: false };
    const message = new StudyMessage(id, { type: 'RequestRun', data }, envelope);
    const receipt = changed(reply, await this.bus.execute(message));
    void reply.header('Location', `/v1/runs/${run}`);
    return { ...receipt, run };
  }

  @Get('studies/:id/runs')
  @May('ReadRecord')
  @Lists('Runs of a study, newest first', StudyRunPage)
  list(
    @Param('id', { schema: Id }) study: string,
    @Query({ schema: ListAsOfQuery }) query: z.infer<typeof ListAsOfQuery>,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<StudyRunView> | Readable> {
    return answerList(request, reply, query, COLUMNS, (page) =>
      listRuns(this.resources.db, actor, { ...page, study, asOf: query.asOf }),
    );
  }

  @Get('runs/:run')
  @May('ReadRecord')
  @Reads('One run; the ETag is that of its study', StudyRun)
  async read(
    @Param('run', { schema: Uuid }) run: string,
    @Query({ schema: AsOfQuery }) query: z.infer<typeof AsOfQuery>,
    @By() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StudyRunView> {
    const { db } = this.resources;
    const view = existing(await readRun(db, actor, run, query), whatAsOf(`run "${run}"`, query));
    const study = existing(await readStudy(db, actor, view.study, query), `study "${view.study}"`);
    void reply.header('ETag', etag(study.revision));
    return view;
  }

  @Get('runs/:run/progress')
  @May('ReadRecord')
  @Reads('How far a run is, and how long its steps took', RunProgress, 'As the worker told it last.')
  async progress(
    @Param('run', { schema: Uuid }) run: string,
    @By() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RunProgressView> {
    void reply.header('Cache-Control', 'no-store');
    const { db } = this.resources;
    existing(await readRun(db, actor, run), `run "${run}"`);
    return readRunProgress(db, actor, run);
  }

  @Post('studies/:id/runs/:run/cancellation')
  @May('CancelRun')
  @Changes('Cancel a run under way, with a reason; the worker stops at its next step')
  async cancel(
    @Param('id', { schema: Id }) id: string,
    @Param('run', { schema: Uuid }) run: string,
    @Body({ schema: CancelRun }) body: z.infer<typeof CancelRun>,
    @ChangeEnvelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    const message = new StudyMessage(id, { type: 'CancelRun', data: { run, ...body } }, envelope);
    return changed(reply, await this.bus.execute(message));
  }

  @Post('studies/:id/runs/:run/review')
  @May('ReviewResult')
  @Changes('Accept or reject a result; not by an author of the protocol')
  async review(
    @Param('id', { schema: Id }) id: string,
    @Param('run', { schema: Uuid }) run: string,
    @Body({ schema: ReviewResult }) body: z.infer<typeof ReviewResult>,
    @ChangeEnvelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    const message = new StudyMessage(id, { type: 'ReviewResult', data: { run, ...body } }, envelope);
    return changed(reply, await this.bus.execute(message));
  }

  @Post('studies/:id/runs/:run/publication')
  @May('PublishResult')
  @Changes('Publish an accepted result; not by an author of the protocol')
  async publish(
    @Param('id', { schema: Id }) id: string,
    @Param('run', { schema: Uuid }) run: string,
    @Body({ schema: Nothing }) _body: z.infer<typeof Nothing>,
    @ChangeEnvelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    const message = new StudyMessage(id, { type: 'PublishResult', data: { run } }, envelope);
    return changed(reply, await this.bus.execute(message));
  }

  @Post('studies/:id/runs/:run/retraction')
  @May('RetractResult')
  @Changes('Retract a published result, with a reason')
  async retract(
    @Param('id', { schema: Id }) id: string,
    @Param('run', { schema: Uuid }) run: string,
    @Body({ schema: RetractResult }) body: z.infer<typeof RetractResult>,
    @ChangeEnvelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    const message = new StudyMessage(id, { type: 'RetractResult', data: { run, ...body } }, envelope);
    return changed(reply, await this.bus.execute(message));
  }
}
