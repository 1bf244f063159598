import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { OpenDoor } from '../access/access.decorator.js';
import { referencePage } from './reference-page.js';

@ApiTags('system')
@Controller()
export class DocsController {
  #document: OpenAPIObject | undefined;

  /** Set once, when all routes are known. */
  publish(document: OpenAPIObject): void {
    this.#document = document;
  }

  @Get('openapi.json')
  @ApiExcludeEndpoint()
  @OpenDoor('a contract is there to be read')
  openApi(@Res({ passthrough: true }) reply: FastifyReply): OpenAPIObject {
    void reply.header('Access-Control-Allow-Origin', '*');
    return this.#published();
  }

  @Get('docs')
  @ApiExcludeEndpoint()
  @OpenDoor('a contract is there to be read')
  docs(@Res({ passthrough: true }) reply: FastifyReply): string {
    void reply.type('text/html; charset=utf-8').header('Cache-Control', 'public, max-age=300');
    return referencePage(this.#published());
  }

  #published(): OpenAPIObject {
    if (!this.#document) throw new Error('The document of the API was asked for before it was made.');
    return this.#document;
  }
}
