import { freshness } from '@impact-ledger/readmodel';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { OpenDoor } from '../access/access.decorator.js';
import { Public } from '../openapi/described.decorator.js';
import { Resources } from '../resources.js';
import { Position } from '../schemas/common.js';

const Health = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Health' });

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
  @ApiOperation({ summary: 'The process is alive' })
  @ApiResponse({ status: 200, standardSchema: Health, description: 'It is.' })
  health(): z.infer<typeof Health> {
    return { status: 'ok' };
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
