import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendProblemPage } from '../pages/problem-answer.js';
import { Resources } from '../resources.js';
import { problemOf } from './problem-of.js';

const RETRY_SECONDS = '2';

/** Turns whatever was thrown into a problem document, or into a page for a person who asked for one. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly resources: Resources) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const answer = problemOf(error);
    if (answer.status === 500) {
      this.resources.log.error({ request: request.id, route: request.routeOptions.url, err: error }, 'internal error');
    }
    if (reply.sent) return;
    if (answer.status === 503) void reply.header('Retry-After', RETRY_SECONDS);
    if (answer.status === 401) void reply.header('WWW-Authenticate', 'Bearer');
    // What an earlier step said of the answer it meant to give does not hold for this one.
    for (const name of ['ETag', 'Location', 'Link', 'Content-Disposition']) void reply.removeHeader(name);
    void reply.header('Cache-Control', 'no-store').header('X-Request-Id', request.id);
    if (wantsPage(request)) await sendProblemPage(request, reply, answer, this.resources);
    else void reply.status(answer.status).type('application/problem+json').send(JSON.stringify(answer));
  }
}

const DATA = /^\/(v1|health|ready|openapi\.json|\.well-known)(\/|\?|$)/;

/** A browser that opened an address of the pages. */
const wantsPage = (request: FastifyRequest): boolean =>
  !DATA.test(request.url) && (request.headers.accept ?? '').includes('text/html');
