import type { Actor } from '@impact-ledger/domain';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** The account behind the request; the guard has seen to it that there is one. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext) =>
  actorOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

export function actorOf(request: FastifyRequest): Actor {
  if (!request.actor) throw new TypeError('A route behind an open door asked who came in.');
  return request.actor;
}
