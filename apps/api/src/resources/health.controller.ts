import { setTimeout as pause } from 'node:timers/promises';
import { logStatus } from '@impact-ledger/ledger';
import { freshness, readProjections } from '@impact-ledger/readmodel';
import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { May, OpenDoor } from '../access/access.decorator.js';
import { Public } from '../openapi/described.decorator.js';
import { Resources } from '../resources.js';
import { Position } from '../schemas/common.js';
import { projectionMetrics } from './projection-metrics.js';

const ProjectionHealth = z
  .strictObject({
    name: z.string(),
    version: z.int(),
    status: z.enum(['running', 'failed']).meta({ description: 'failed: stopped at an event it cannot project.' }),
    position: Position.meta({ description: 'Last event read.' }),
    processed: z.int().meta({ description: 'Events that concerned it so far.' }),
    lagSeconds: z.number().meta({ description: 'Age of the oldest event it has not read.' }),
    failedPosition: Position.nullable().meta({ description: 'The event it stopped at; why is told to auditors.' }),
  })
  .meta({ id: 'ProjectionHealth' });

const LogHealth = z
  .strictObject({
    size: z.int().meta({ description: 'Events in the tree.' }),
    signedSize: z.int().meta({ description: 'Events in the last signed checkpoint.' }),
    signedAt: z.iso.datetime().nullable(),
    refused: z.boolean().meta({ description: 'Nothing is signed any more; why is told to auditors at /v1/log.' }),
  })
  .meta({ id: 'LogHealth' });

const Health = z
  .strictObject({
    status: z.literal('ok'),
    log: LogHealth.nullable().meta({ description: 'null when the database does not answer within a second.' }),
    projections: z
      .array(ProjectionHealth)
      .nullable()
      .meta({ description: 'null when the database does not answer within a second.' }),
  })
  .meta({ id: 'Health' });

/** Milliseconds. A process that lives must say so at once, whatever the database does. */
const PATIENCE = 1_000;

const Readiness = z
  .strictObject({
    status: z.enum(['ready', 'not ready']),
    database: z.enum(['answers', 'does not answer']),
    head: Position.nullable().meta({ description: 'End of the ledger.' }),
    projected: Position.nullable().meta({ description: 'How far the read models are.' }),
    lag: z.int().nullable().meta({ description: 'Events between the two.' }),
  })
  .meta({ id: 'Readiness' });

@ApiTags('system')
@Controller()
export class HealthController {
  constructor(private readonly resources: Resources) {}

  @Get('health')
  @OpenDoor('whatever watches the process has no account')
  @Public()
  @ApiOperation({ summary: 'The process is alive; how the log and each read model are doing' })
  @ApiResponse({ status: 200, standardSchema: Health, description: 'It is.' })
  async health(): Promise<z.infer<typeof Health>> {
    const { db, store, pool } = this.resources;
    const atOnce = <Value>(reading: Promise<Value>): Promise<Value | null> =>
      Promise.race([reading.catch(() => null), pause(PATIENCE, null, { ref: false })]);
    const [statuses, signing] = await Promise.all([atOnce(readProjections(db, store)), atOnce(logStatus(pool))]);
    const log = signing && {
      size: signing.size,
      signedSize: signing.signedSize,
      signedAt: signing.signedAt?.toISOString() ?? null,
      refused: signing.refusal !== null,
    };
    const projections = statuses?.map(({ failure, ...status }) => ({
      ...status,
      failedPosition: failure?.position ?? null,
    }));
    return { status: 'ok', log, projections: projections ?? null };
  }

  @Get('metrics')
  @May('ReadAudit')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOperation({ summary: 'Position, lag, events processed and failure of each read model, for Prometheus' })
  @ApiProduces('text/plain')
  @ApiResponse({ status: 200, description: 'The text format of Prometheus.', schema: { type: 'string' } })
  async metrics(): Promise<string> {
    const { db, store } = this.resources;
    const [head, projections] = await Promise.all([store.head(), readProjections(db, store)]);
    return projectionMetrics(head, projections);
  }

  @Get('ready')
  @OpenDoor('whatever sends traffic to the process has no account')
  @Public()
  @ApiOperation({ summary: 'The process can serve: the database answers; how far the read models are' })
  @ApiResponse({ status: 200, standardSchema: Readiness, description: 'Send requests.' })
  @ApiResponse({ status: 503, standardSchema: Readiness, description: 'Send none.' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<z.infer<typeof Readiness>> {
    try {
      const [head, { position }] = await Promise.all([this.resources.store.head(), freshness(this.resources.db)]);
      const lag = Number(head - BigInt(position));
      return { status: 'ready', database: 'answers', head: head.toString(), projected: position, lag };
    } catch (error) {
      this.resources.log.warn({ reason: (error as Error).message }, 'not ready');
      void reply.status(503);
      return { status: 'not ready', database: 'does not answer', head: null, projected: null, lag: null };
    }
  }
}
