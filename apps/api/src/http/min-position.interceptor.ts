import { waitForPosition } from '@impact-ledger/readmodel';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { RequestFailure } from '../problems/request-failure.js';
import { Resources } from '../resources.js';

/** Read your own writes: a query with `minPosition` waits, within a bound, until the read model has seen that event. */
@Injectable()
export class MinPositionInterceptor implements NestInterceptor {
  constructor(private readonly resources: Resources) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Querystring: Record<string, unknown> }>>();
    const asked = request.method === 'GET' ? request.query['minPosition'] : undefined;
    // Anything else in its place is told by the schema of the route.
    if (typeof asked === 'string' && /^\d{1,18}$/.test(asked)) await this.#wait(BigInt(asked));
    return next.handle();
  }

  async #wait(position: bigint): Promise<void> {
    const { db, store, patienceMs } = this.resources;
    if (await waitForPosition(db, position, 0)) return;
    const head = await store.head();
    if (position > head) {
      const detail = `is beyond the end of the ledger, which is ${head}`;
      throw new RequestFailure('invalid_input', `minPosition ${detail}.`, [{ pointer: '/query/minPosition', detail }]);
    }
    if (await waitForPosition(db, position, patienceMs)) return;
    throw new RequestFailure(
      'not_yet',
      `The read model has not reached position ${position} yet: ask again in a moment, or without minPosition for what is known now.`,
    );
  }
}
