import {
  MeasurementMessage,
  type CommandEnvelope,
  type CommandReceipt,
  type MeasurementRequest,
} from '@impact-ledger/application';
import type { Actor } from '@impact-ledger/domain';
import { measurementId } from '@impact-ledger/ledger';
import { listMeasurements, readMeasurement, type MeasurementView, type Page } from '@impact-ledger/readmodel';
import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { May } from '../access/access.decorator.js';
import { By } from '../http/actor.decorator.js';
import { changed, created, found } from '../http/answers.js';
import { ChangeEnvelope, Envelope } from '../http/envelope.decorator.js';
import { answerList, type Column } from '../http/list-answer.js';
import { Changes, Lists, Makes, Reads } from '../openapi/described.decorator.js';
import { Resources } from '../resources.js';
import { AsOfQuery, Id, ListOfMomentQuery, Uuid, VersionNumber } from '../schemas/common.js';
import { CorrectMeasurement, RecordMeasurement, WithdrawMeasurement } from '../schemas/requests.js';
import { MeasurementPage, MeasurementWithHistory } from '../schemas/views.js';

const MeasurementQuery = ListOfMomentQuery.extend({
  indicator: Id.optional(),
  definitionVersion: VersionNumber.optional(),
  includeHistory: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional()
    .meta({ description: 'Every state a data point was in, not the standing one alone.' }),
});

const COLUMNS: readonly Column<MeasurementView>[] = [
  { name: 'id', of: ({ id }) => id },
  { name: 'indicator', of: ({ indicator }) => indicator },
  { name: 'definitionVersion', of: ({ definitionVersion }) => definitionVersion },
  { name: 'period', of: ({ period }) => period },
  { name: 'periodStart', of: ({ periodStart }) => periodStart },
  { name: 'periodEnd', of: ({ periodEnd }) => periodEnd },
  {
    name: 'breakdown',
    of: ({ breakdown }) => (Object.keys(breakdown).length > 0 ? JSON.stringify(breakdown) : null),
  },
  { name: 'value', of: ({ value }) => value },
  { name: 'quality', of: ({ quality }) => quality },
  { name: 'vintage', of: ({ vintage }) => vintage },
  { name: 'source', of: ({ provenance }) => provenance.source },
  { name: 'method', of: ({ provenance }) => provenance.method },
  { name: 'status', of: ({ status }) => status },
  { name: 'reason', of: ({ reason }) => reason },
  { name: 'revision', of: ({ revision }) => revision },
  { name: 'recordedFrom', of: ({ recordedFrom }) => recordedFrom },
  { name: 'recordedTo', of: ({ recordedTo }) => recordedTo },
  { name: 'position', of: ({ position }) => position },
];

@ApiTags('measurements')
@Controller('v1/measurements')
export class MeasurementsController {
  constructor(
    private readonly bus: CommandBus,
    private readonly resources: Resources,
  ) {}

  @Post()
  @May('RecordMeasurement')
  @Makes('Record a measurement')
  async record(
    @Body({ schema: RecordMeasurement }) data: z.infer<typeof RecordMeasurement>,
    @Envelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    const message = new MeasurementMessage(measurementId(data), { type: 'RecordMeasurement', data }, envelope);
    return created(reply, `/v1/measurements/${message.id}`, await this.bus.execute(message));
  }

  @Get()
  @May('ReadRecord')
  @Lists('Measurements, as they are known or as they were', MeasurementPage)
  list(
    @Query({ schema: MeasurementQuery }) query: z.infer<typeof MeasurementQuery>,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<MeasurementView> | Readable> {
    const { indicator, definitionVersion, asOf, validAt, includeHistory } = query;
    return answerList(request, reply, query, COLUMNS, (page) =>
      listMeasurements(this.resources.db, actor, {
        ...page,
        indicator,
        definitionVersion,
        asOf,
        validAt,
        includeHistory,
      }),
    );
  }

  @Get(':id')
  @May('ReadRecord')
  @Reads('One data point with every state it was in, oldest first', MeasurementWithHistory)
  async read(
    @Param('id', { schema: Uuid }) id: string,
    @Query({ schema: AsOfQuery }) { asOf }: z.infer<typeof AsOfQuery>,
    @By() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MeasurementView & { readonly history: readonly MeasurementView[] }> {
    const history = await readMeasurement(this.resources.db, actor, id, { asOf });
    const standing = found(reply, history.at(-1), `measurement "${id}"`);
    return { ...standing, history };
  }

  @Post(':id/corrections')
  @May('CorrectMeasurement')
  @Changes('Correct a measurement, with a reason; the first value stays readable')
  correct(
    @Param('id', { schema: Uuid }) id: string,
    @Body({ schema: CorrectMeasurement }) data: z.infer<typeof CorrectMeasurement>,
    @ChangeEnvelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    return this.#change(id, { type: 'CorrectMeasurement', data }, envelope, reply);
  }

  @Post(':id/withdrawal')
  @May('WithdrawMeasurement')
  @Changes('Withdraw a measurement, with a reason')
  withdraw(
    @Param('id', { schema: Uuid }) id: string,
    @Body({ schema: WithdrawMeasurement }) data: z.infer<typeof WithdrawMeasurement>,
    @ChangeEnvelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    return this.#change(id, { type: 'WithdrawMeasurement', data }, envelope, reply);
  }

  async #change(
    id: string,
    request: MeasurementRequest,
    envelope: CommandEnvelope,
    reply: FastifyReply,
  ): Promise<CommandReceipt> {
    return changed(reply, await this.bus.execute(new MeasurementMessage(id, request, envelope)));
  }
}
