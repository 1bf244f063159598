import {
  IndicatorMessage,
  type CommandEnvelope,
  type CommandReceipt,
  type IndicatorRequest,
} from '@impact-ledger/application';
import type { Actor } from '@impact-ledger/domain';
import {
  diffDefinitions,
  listIndicators,
  readIndicator,
  type DefinitionDiff,
  type IndicatorDetail,
  type IndicatorView,
  type Page,
} from '@impact-ledger/readmodel';
import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { May } from '../access/access.decorator.js';
import { By } from '../http/actor.decorator.js';
import { changed, created, existing, found, whatAsOf } from '../http/answers.js';
import { ChangeEnvelope, Envelope } from '../http/envelope.decorator.js';
import { answerList, type Column } from '../http/list-answer.js';
import { Changes, Lists, Makes, Reads } from '../openapi/described.decorator.js';
import { Resources } from '../resources.js';
import { AsOfQuery, Id, ListOfMomentQuery, MomentQuery, VersionNumber } from '../schemas/common.js';
import {
  ApproveDefinition,
  DefineIndicator,
  RedefineIndicator,
  RetireIndicator,
  SetIndicatorTarget,
} from '../schemas/requests.js';
import { DefinitionDiffView, IndicatorPage, IndicatorWithHistory } from '../schemas/views.js';

const IndicatorQuery = ListOfMomentQuery.extend({
  product: Id.optional(),
  status: z.enum(['live', 'retired']).optional(),
});

const DiffQuery = AsOfQuery.extend({
  from: VersionNumber.meta({ description: 'Version of the definition before.' }),
  to: VersionNumber.meta({ description: 'Version of the definition after.' }),
});

const COLUMNS: readonly Column<IndicatorView>[] = [
  { name: 'id', of: ({ id }) => id },
  { name: 'product', of: ({ product }) => product },
  { name: 'name.en', of: ({ name }) => name.en },
  { name: 'name.fr', of: ({ name }) => name.fr },
  { name: 'status', of: ({ status }) => status },
  { name: 'definitionVersion', of: ({ definitionVersion }) => definitionVersion },
  { name: 'numerator', of: ({ definition }) => definition.numerator },
  { name: 'denominator', of: ({ definition }) => definition.denominator },
  { name: 'unit', of: ({ definition }) => definition.unit },
  { name: 'population', of: ({ definition }) => definition.population },
  { name: 'principle', of: ({ definition }) => definition.principle },
  { name: 'impactType', of: ({ definition }) => definition.impactType },
  { name: 'isVanity', of: ({ definition }) => definition.isVanity },
  { name: 'isProxy', of: ({ definition }) => definition.isProxy },
  { name: 'revision', of: ({ revision }) => revision },
];

@ApiTags('indicators')
@Controller('v1/indicators')
export class IndicatorsController {
  constructor(
    private readonly bus: CommandBus,
    private readonly resources: Resources,
  ) {}

  @Post()
  @May('DefineIndicator')
  @Makes('Define an indicator')
  async define(
    @Body({ schema: DefineIndicator }) { indicator, ...data }: z.infer<typeof DefineIndicator>,
    @Envelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    const message = new IndicatorMessage(indicator, { type: 'DefineIndicator', data }, envelope);
    return created(reply, `/v1/indicators/${indicator}`, await this.bus.execute(message));
  }

  @Get()
  @May('ReadRecord')
  @Lists('Indicators, as they are or as they were', IndicatorPage)
  list(
    @Query({ schema: IndicatorQuery }) query: z.infer<typeof IndicatorQuery>,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<IndicatorView> | Readable> {
    const { product, status, asOf, validAt } = query;
    return answerList(request, reply, query, COLUMNS, (page) =>
      listIndicators(this.resources.db, actor, { ...page, product, status, asOf, validAt }),
    );
  }

  @Get(':id')
  @May('ReadRecord')
  @Reads('One indicator with every version of its definition and its targets', IndicatorWithHistory)
  async read(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: MomentQuery }) query: z.infer<typeof MomentQuery>,
    @By() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IndicatorDetail> {
    const view = await readIndicator(this.resources.db, actor, id, query);
    return found(reply, view, whatAsOf(`indicator "${id}"`, query));
  }

  @Get(':id/definitions/diff')
  @May('ReadRecord')
  @Reads('What changed between two versions of the definition, who changed it and why', DefinitionDiffView)
  async diff(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: DiffQuery }) query: z.infer<typeof DiffQuery>,
    @By() actor: Actor,
  ): Promise<DefinitionDiff> {
    const indicator = whatAsOf(`indicator "${id}"`, query);
    const detail = existing(await readIndicator(this.resources.db, actor, id, { asOf: query.asOf }), indicator);
    const { from, to } = query;
    return existing(diffDefinitions(detail, from, to), `version ${from} or ${to} of ${indicator}`);
  }

  @Post(':id/definitions')
  @May('RedefineIndicator')
  @Changes('Redefine an indicator, with a reason')
  redefine(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: RedefineIndicator }) data: z.infer<typeof RedefineIndicator>,
    @ChangeEnvelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    return this.#change(id, { type: 'RedefineIndicator', data }, envelope, reply);
  }

  @Post(':id/targets')
  @May('SetIndicatorTarget')
  @Changes('Set a target for a period')
  setTarget(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: SetIndicatorTarget }) data: z.infer<typeof SetIndicatorTarget>,
    @ChangeEnvelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    return this.#change(id, { type: 'SetIndicatorTarget', data }, envelope, reply);
  }

  @Post(':id/approvals')
  @May('ApproveDefinition')
  @Changes('Approve a version of the definition; not by who wrote it')
  async approve(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ApproveDefinition }) data: z.infer<typeof ApproveDefinition>,
    @ChangeEnvelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    return this.#change(id, { type: 'ApproveDefinition', data }, envelope, reply);
  }

  @Post(':id/retirement')
  @May('RetireIndicator')
  @Changes('Retire an indicator; its history stays')
  retire(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: RetireIndicator }) data: z.infer<typeof RetireIndicator>,
    @ChangeEnvelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    return this.#change(id, { type: 'RetireIndicator', data }, envelope, reply);
  }

  async #change(
    id: string,
    request: IndicatorRequest,
    envelope: CommandEnvelope,
    reply: FastifyReply,
  ): Promise<CommandReceipt> {
    return changed(reply, await this.bus.execute(new IndicatorMessage(id, request, envelope)));
  }
}
