import { authenticate } from '@impact-ledger/application';
import type { Actor } from '@impact-ledger/domain';
import type { FastifyRequest } from 'fastify';
import type pg from 'pg';
import { RequestFailure } from '../problems/request-failure.js';

export const SESSION_COOKIE = 'impact_session';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard, for routes that somebody with an account has opened. */
    actor?: Actor;
  }
}

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * The account behind a request: that of its bearer token, else that of its session cookie, undefined without either.
 * @throws RequestFailure when a token is not valid, or when a cookie comes with a change from another site
 */
export async function identify(request: FastifyRequest, pool: pg.Pool): Promise<Actor | undefined> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const secret = /^Bearer (?<secret>[A-Za-z0-9_-]{20,200})$/i.exec(authorization)?.groups?.['secret'];
    const actor = secret === undefined ? undefined : await authenticate(pool, secret);
    if (actor) return actor;
    throw new RequestFailure(
      'unauthenticated',
      'This token is not valid: it is unknown, expired or revoked. Ask for a new one.',
    );
  }
  const session = request.cookies[SESSION_COOKIE];
  const actor = session === undefined ? undefined : await authenticate(pool, session);
  if (actor && !SAFE_METHODS.includes(request.method)) refuseOtherSites(request);
  return actor;
}

/** A browser sends the cookie along whoever wrote the page: only our own pages may change anything with it. */
export function refuseOtherSites(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site'];
  const { origin, host } = request.headers;
  const same = site === undefined ? origin !== undefined && isOrigin(origin, host) : site === 'same-origin';
  if (same) return;
  throw new RequestFailure(
    'other_site',
    'This change came with a session cookie from a page of another site: make it from our pages, or with a token.',
  );
}

function isOrigin(origin: string, host = ''): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host: from } = new URL(origin);
  // A browser leaves out the port that is the scheme's own; the Host header may have it.
  const here = `${protocol}//${host}`;
  return URL.canParse(here) && new URL(here).host === from && from !== '';
}
