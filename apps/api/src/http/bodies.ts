import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RequestFailure } from '../problems/request-failure.js';

/** Routes whose body is a file: they say themselves, to those who may, which types they read. */
const FILES = ['/v1/measurements/import', '/v1/datasets'];

/** Forms of our pages, which work without a script. */
const FORMS = [
  ...['unseal', 'read', 'review', 'publish', 'retract', 'cancel'].map((act) => `/studies/:id/runs/:run/${act}`),
  '/indicators/:id/approve',
  '/protocol',
];

/** JSON in UTF-8 is the one form of a body, but for the routes that read a file as it arrives and for the forms of pages. */
export function acceptBodies(http: FastifyInstance): void {
  http.removeAllContentTypeParsers();
  http.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, jsonOf(body as Buffer));
    } catch (error) {
      done(error as RequestFailure);
    }
  });
  http.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(body as string))),
  );
  // Imports are read as they arrive, whatever their size.
  for (const type of ['text/csv', 'application/x-ndjson']) {
    http.addContentTypeParser(type, (_request, payload, done) => done(null, payload));
  }
  http.addHook('preParsing', async (request, _reply, payload) => {
    refuseOtherTypes(request);
    return payload;
  });
}

function refuseOtherTypes({ headers, routeOptions, method }: FastifyRequest): void {
  const { 'content-type': type, 'content-encoding': encoding } = headers;
  if (type === undefined || method !== 'POST') return;
  if (encoding !== undefined && encoding !== 'identity') {
    throw new RequestFailure('unsupported_type', `A body in "${encoding}" is not read here: send it uncompressed.`);
  }
  if (FORMS.includes(routeOptions.url ?? '') && /^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) return;
  if (FILES.includes(routeOptions.url ?? '') || /^application\/json\s*(;|$)/i.test(type)) return;
  throw new RequestFailure('unsupported_type', 'This address reads application/json: send that, with its type.');
}

/** @throws RequestFailure when it is not UTF-8, not JSON, or sets a prototype */
function jsonOf(body: Buffer): unknown {
  if (body.length === 0) throw new RequestFailure('invalid_input', 'The body is empty: send a JSON document.');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    // A lenient reader would record another text than the one that was meant.
    throw new RequestFailure(
      'invalid_input',
      'The body is not UTF-8: JSON is sent as UTF-8, whatever its charset says.',
    );
  }
  try {
    return JSON.parse(text, (key, value: unknown) => {
      if (key === '__proto__')
        throw new RequestFailure('invalid_input', 'No field here is named "__proto__": remove it.');
      return value;
    });
  } catch (error) {
    if (error instanceof RequestFailure) throw error;
    throw new RequestFailure(
      'invalid_input',
      `The body is not a JSON document we can read: ${(error as Error).message}.`,
    );
  }
}
