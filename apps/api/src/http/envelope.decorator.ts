import type { CommandEnvelope } from '@impact-ledger/application';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { RequestFailure } from '../problems/request-failure.js';
import { actorOf } from './actor.decorator.js';

/** From whom a command comes and under which conditions, for one that makes something new. */
export const Envelope = createParamDecorator((_: unknown, context: ExecutionContext) =>
  envelopeOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** The same for a change of an existing thing: whoever changes it says which revision they have seen. */
export const ChangeEnvelope = createParamDecorator((_: unknown, context: ExecutionContext): CommandEnvelope => {
  const envelope = envelopeOf(context.switchToHttp().getRequest<FastifyRequest>());
  if (envelope.ifMatch !== undefined) return envelope;
  throw new RequestFailure(
    'revision_required',
    'Read it first, then send the ETag of what you read as If-Match, so that you do not undo what you have not seen.',
  );
});

export function envelopeOf(request: FastifyRequest): CommandEnvelope {
  const key = idempotencyKeyOf(request);
  const ifMatch = ifMatchOf(request);
  return {
    actor: actorOf(request),
    correlationId: request.id,
    ...(key === undefined ? {} : { idempotencyKey: key }),
    ...(ifMatch === undefined ? {} : { ifMatch }),
  };
}

export function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw header('Idempotency-Key', 'must be 1 to 200 visible ASCII characters, such as a UUID');
}

function ifMatchOf(request: FastifyRequest): number | undefined {
  const value = request.headers['if-match'];
  if (value === undefined) return undefined;
  const revision = /^"(?<revision>\d{1,9})"$/.exec(value)?.groups?.['revision'];
  if (revision !== undefined) return Number(revision);
  throw header('If-Match', 'must be the ETag of what you read, such as "4" with its quotes');
}

const header = (name: string, detail: string): RequestFailure =>
  new RequestFailure('invalid_input', `The header ${name} ${detail}.`, [
    { pointer: `/headers/${name.toLowerCase()}`, detail },
  ]);
