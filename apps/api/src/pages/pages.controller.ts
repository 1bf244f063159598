import { dataSetParts } from '@impact-ledger/application';
import { isReleased, type Actor } from '@impact-ledger/domain';
import {
  diffDefinitions,
  EVENT_TOPICS,
  listEvents,
  listIndicators,
  listMeasurements,
  listStudies,
  readDataSet,
  readIndicator,
  readPortfolio,
  readProduct,
  type MeasurementView,
  type Moment,
  stoppedProjections,
} from '@impact-ledger/readmodel';
import {
  auditPage,
  checkpointsPage,
  datasetPage,
  eventPage,
  indicatorPage,
  indicatorsPage,
  portfolioPage,
  type EventPageProps,
} from '@impact-ledger/web';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { May } from '../access/access.decorator.js';
import { By } from '../http/actor.decorator.js';
import { existing, whatAsOf } from '../http/answers.js';
import { RequestFailure } from '../problems/request-failure.js';
import { readEventBytes } from '../resources/audit.controller.js';
import { authorityOf } from '../resources/event-authority.js';
import { changeOf } from '../resources/event-change.js';
import { listCheckpoints, listOrigins } from '../resources/checkpoint-list.js';
import { readEntryProof, readLogKey, readLogState } from '../resources/log-proofs.js';
import { Resources } from '../resources.js';
import { Id, Position } from '../schemas/common.js';
import { chosen, chosenId, html, momentOf, pageContext } from './page-context.js';

/** A version of a definition that a form sends; one that is no number is one that nobody wrote. */
const versionIn = (request: FastifyRequest, name: string): number | undefined => {
  const value = chosen(request, name);
  return value === undefined ? undefined : Number(value);
};

@ApiExcludeController()
@Controller()
export class PagesController {
  constructor(private readonly resources: Resources) {}

  @Get()
  @May('ReadRecord')
  async portfolio(@By() actor: Actor, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const products = await readPortfolio(this.resources.db, actor, momentOf(request));
    return html(reply, portfolioPage({ ...(await this.#context(request, reply, actor)), products }));
  }

  @Get('indicators')
  @May('ReadRecord')
  async indicators(
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const indicators = await listIndicators(this.resources.db, actor, {
      ...momentOf(request),
      product: chosenId(request, 'product'),
      cursor: chosen(request, 'cursor'),
    });
    return html(reply, indicatorsPage({ ...(await this.#context(request, reply, actor)), indicators }));
  }

  @Get('indicators/:id')
  @May('ReadRecord')
  async indicator(
    @Param('id', { schema: Id }) id: string,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { db } = this.resources;
    const moment = momentOf(request);
    const indicator = existing(await readIndicator(db, actor, id, moment), whatAsOf(`indicator "${id}"`, moment));
    const measurements = await this.#allMeasurements(actor, id, moment);
    const product = await readProduct(db, actor, indicator.product, moment);
    const [from, to] = [versionIn(request, 'from'), versionIn(request, 'to')];
    const asked = from !== undefined && to !== undefined;
    const context = await this.#context(request, reply, actor);
    return html(
      reply,
      indicatorPage({
        ...context,
        indicator,
        measurements,
        ...(product && { product }),
        ...(asked && { comparison: diffDefinitions(indicator, from, to) ?? null }),
      }),
    );
  }

  @Get('datasets/:id')
  @May('ReadRecord')
  async dataset(
    @Param('id', { schema: Id }) id: string,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { asOf } = momentOf(request);
    const { db } = this.resources;
    const dataset = existing(await readDataSet(db, actor, id, { asOf }), whatAsOf(`data set "${id}"`, { asOf }));
    const product = await readProduct(db, actor, dataset.product, { asOf });
    const { items: studies } = await listStudies(db, actor, { asOf, dataset: id });
    const parts = await dataSetParts(this.resources.store, id, dataset.revision);
    const context = await this.#context(request, reply, actor);
    return html(reply, datasetPage({ ...context, dataset, parts, studies, ...(product && { product }) }));
  }

  @Get('audit')
  @May('ReadAudit')
  async audit(@By() actor: Actor, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const type = chosen(request, 'type');
    const events = await listEvents(this.resources.db, actor, {
      type: type !== undefined && isReleased(type) ? type : undefined,
      stream: chosen(request, 'stream'),
      by: chosen(request, 'actor'),
      about: EVENT_TOPICS.find((topic) => topic === chosen(request, 'about')),
      from: chosen(request, 'from'),
      to: chosen(request, 'to'),
      asOf: chosen(request, 'asOf'),
      cursor: chosen(request, 'cursor'),
    });
    const stopped = await stoppedProjections(this.resources.db, actor);
    return html(reply, auditPage({ ...(await this.#context(request, reply, actor)), events, stopped }));
  }

  @Get('audit/checkpoints')
  @May('ReadAudit')
  async checkpoints(
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const [checkpoints, origins, { refusal }] = await Promise.all([
      listCheckpoints(this.resources, actor, { cursor: chosen(request, 'cursor') }),
      listOrigins(this.resources, actor),
      readLogState(this.resources, actor),
    ]);
    return html(
      reply,
      checkpointsPage({ ...(await this.#context(request, reply, actor)), checkpoints, origins, refusal }),
    );
  }

  @Get('audit/:position')
  @May('ReadAudit')
  async event(
    @Param('position', { schema: Position }) position: string,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const stored = existing(await readEventBytes(this.resources.store, actor, position), `event at ${position}`);
    const { id, stream, revision, type, version, recordedAt, metadata } = stored.event;
    const { actor: by, reason = null, correlationId, causationId } = metadata;
    const event = {
      position,
      id,
      stream,
      revision,
      type,
      version,
      recordedAt,
      actor: by,
      reason,
      correlationId,
      causationId,
    };
    const context = await this.#context(request, reply, actor);
    const changes = (await changeOf(this.resources.store, { stream, revision })) ?? null;
    const proof = await this.#proof(actor, position);
    const authority = authorityOf(type) ?? null;
    const { bytes: canonical, sha256 } = stored;
    return html(reply, eventPage({ ...context, event, canonical, sha256, authority, changes, proof }));
  }

  /** Null when the event, or the log, is not signed yet. */
  async #proof(actor: Actor, position: string): Promise<EventPageProps['proof']> {
    try {
      const { verifierKey } = await readLogKey(this.resources);
      const entry = await readEntryProof(this.resources, actor, { position: BigInt(position) });
      const { leafIndex, proof: hashes, checkpoint } = entry;
      return checkpoint === null ? null : { leafIndex, hashes, checkpoint, verifierKey };
    } catch (error) {
      if (error instanceof RequestFailure && error.kind === 'not_yet') return null;
      throw error;
    }
  }

  #context(request: FastifyRequest, reply: FastifyReply, actor: Actor) {
    return pageContext(request, reply, this.resources, actor);
  }

  /** The chart draws them all; a series of daily values over years is some thousands. */
  async #allMeasurements(actor: Actor, indicator: string, moment: Moment): Promise<MeasurementView[]> {
    const all: MeasurementView[] = [];
    let cursor: string | undefined;
    do {
      const page = await listMeasurements(this.resources.db, actor, {
        indicator,
        ...moment,
        includeHistory: true,
        cursor,
        limit: 1000,
      });
      all.push(...page.items);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined && all.length < MOST_POINTS);
    return all;
  }
}

const MOST_POINTS = 10_000;
