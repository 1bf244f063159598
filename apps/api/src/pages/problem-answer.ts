import { problemPage } from '@impact-ledger/web';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { identify } from '../access/identity.js';
import type { Problem } from '../problems/problem-of.js';
import type { Resources } from '../resources.js';
import { html, pageContext } from './page-context.js';

const UNKNOWN = { position: '0', recordedAt: null };

/** The problem as a page; whoever has to sign in is sent there. */
export async function sendProblemPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { type, status, detail }: Problem,
  resources: Resources,
): Promise<void> {
  if (status === 401) {
    await reply.redirect('/sign-in?notice=required', 303);
    return;
  }
  // What went wrong may be the very database that these ask.
  const actor = request.actor ?? (await identify(request, resources.pool).catch(() => undefined)) ?? null;
  const context = await pageContext(request, reply, resources, actor).catch(() => ({
    locale: resources.locale,
    path: request.url,
    actor,
    freshness: UNKNOWN,
  }));
  const page = problemPage({
    ...context,
    status,
    fourEyes: type.endsWith(':four_eyes'),
    detail,
    reference: request.id,
  });
  await reply.status(status).send(html(reply, page));
}
