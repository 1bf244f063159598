import { protocolJsonSchema } from '@impact-ledger/domain';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { OpenDoor } from '../access/access.decorator.js';
import { Public } from '../openapi/described.decorator.js';

@ApiTags('system')
@Controller('v1/schemas')
export class SchemasController {
  readonly #protocol = JSON.stringify(protocolJsonSchema());

  @Get('protocol')
  @OpenDoor('a contract is there to be read')
  @Public()
  @ApiOperation({ summary: 'The shape of a protocol, as JSON Schema' })
  @ApiProduces('application/schema+json')
  @ApiResponse({ status: 200, description: 'JSON Schema, draft 2020-12.', schema: { type: 'object' } })
  protocol(@Res({ passthrough: true }) reply: FastifyReply): string {
    void reply.header('Access-Control-Allow-Origin', '*').type('application/schema+json');
    return this.#protocol;
  }
}
