import { authorise } from '@impact-ledger/domain';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { RequestFailure } from '../problems/request-failure.js';
import { Resources } from '../resources.js';
import { ACCESS, type Access } from './access.decorator.js';
import { identify } from './identity.js';

/** Denies by default: a route that does not say who may is closed to all. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly resources: Resources,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.get<Access | undefined>(ACCESS, context.getHandler());
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!access) throw new RequestFailure('undeclared', 'This route does not say who may use it, so nobody may.');
    if ('openDoor' in access) return true;
    const actor = await identify(request, this.resources.pool);
    if (!actor) {
      throw new RequestFailure(
        'unauthenticated',
        'Send a token (Authorization: Bearer ...), or sign in with the link that an administrator gives you.',
      );
    }
    authorise(actor, access.action);
    request.actor = actor;
    return true;
  }
}
