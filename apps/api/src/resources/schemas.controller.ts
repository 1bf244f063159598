import { protocolJsonSchema } from '@impact-ledger/domain';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { OpenDoor } from '../access/access.decorator.js';
import { Public, Reads } from '../openapi/described.decorator.js';

const JsonSchema = z
  .record(z.string(), z.unknown())
  .meta({ id: 'JsonSchema', description: 'A document of JSON Schema, draft 2020-12.' });

@ApiTags('system')
@Controller('v1/schemas')
export class SchemasController {
  readonly #protocol = protocolJsonSchema();

  @Get('protocol')
  @OpenDoor('a contract is there to be read')
  @Public()
  @Reads(
    'The shape of a protocol, as JSON Schema',
    JsonSchema,
    'Its shape; what its parts have to do with each other, only a draft shows.',
  )
  protocol(@Res({ passthrough: true }) reply: FastifyReply): z.infer<typeof JsonSchema> {
    void reply.header('Access-Control-Allow-Origin', '*');
    return this.#protocol;
  }
}
