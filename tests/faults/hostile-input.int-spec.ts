import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkpointFile, runNotary } from '@impact-ledger/ledger';
import { createLogger } from '@impact-ledger/platform';
import { product } from '../../apps/api/src/schemas/examples.js';
import { startHarness, type Harness } from '../api/harness.js';
import { ORIGIN, SEED, until } from '../support/signed-installation.js';
import { size } from './full-size.js';

const TRIES = size(15, 400);

interface Schema {
  readonly $ref?: string;
  readonly example?: unknown;
}
interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
}
const document = JSON.parse(readFileSync(new URL('../api/openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

const exampleOf = (schema: Schema): unknown =>
  schema.$ref === undefined
    ? schema.example
    : document.components.schemas[schema.$ref.split('/').at(-1) ?? '']?.example;

/** What breaks readers: wrong types, wrong sizes, texts that databases, JSON and terminals choke on. */
const hostile = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    [],
    {},
    true,
    -1,
    0,
    1e308,
    Number.MAX_SAFE_INTEGER + 2,
    'a\u0000b',
    '\ud800',
    '\ufeffx',
    '\u202eabc',
    '__proto__',
    "'; drop table ledger.event; --",
    '../../etc/passwd',
    '%00',
    '${7*7}',
    '2026-02-30',
    '9'.repeat(400),
    'x'.repeat(70_000),
    { constructor: { prototype: 1 } },
    Array.from({ length: 500 }, () => []),
  ),
  fc.jsonValue({ maxDepth: 4 }),
  fc.string({ unit: 'binary' }),
);

/** Where something could go wrong in a body: the path to every value in it. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function changed(value: unknown, [key, ...rest]: readonly string[], change: Change): unknown {
  if (key === undefined) {
    if (change.kind === 'remove') return undefined;
    return change.kind === 'replace' ? change.value : { ...(value as object), [change.key]: change.value };
  }
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>;
  if (rest.length === 0 && change.kind === 'remove') delete copy[key];
  else copy[key] = changed(copy[key], rest, change);
  return copy;
}

type Change =
  | { readonly kind: 'replace'; readonly value: unknown }
  | { readonly kind: 'add'; readonly key: string; readonly value: unknown }
  | { readonly kind: 'remove' };

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('replace' as const), value: hostile }),
  fc.record({ kind: fc.constant('add' as const), key: fc.string({ maxLength: 8 }), value: hostile }),
  fc.record({ kind: fc.constant('remove' as const) }),
);

/** The example of the body, broken in one to three places; or no object at all. */
const bodyFrom = (example: unknown): fc.Arbitrary<unknown> => {
  const paths = pathsOf(example);
  return fc.oneof(
    { weight: 1, arbitrary: hostile },
    {
      weight: 6,
      arbitrary: fc.array(fc.tuple(fc.constantFrom(...paths), change), { minLength: 1, maxLength: 3 }).map((changes) =>
        changes.reduce((body, [path, how]) => {
          try {
            return changed(body, path, how);
          } catch {
            return body;
          }
        }, example),
      ),
    },
  );
};

const parameter = fc.oneof(
  fc.constantFrom(
    'nothing',
    '0',
    '-1',
    '9'.repeat(30),
    'a%00b',
    '%F0%9F',
    '..%2f..',
    '%ff',
    "'",
    'x'.repeat(300),
    'null',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => encodeURIComponent(text.toWellFormed())),
);

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
);

describe('hostile input, made from the OpenAPI document', () => {
  let api: Harness;
  let signing: Promise<void>;
  const stopping = new AbortController();
  beforeAll(async () => {
    api = await startHarness();
    const { pool } = api.database;
    signing = runNotary({
      pool,
      store: api.store,
      seed: SEED,
      origin: ORIGIN,
      kept: checkpointFile(join(api.dataRoot, 'log', 'checkpoint')),
      signal: stopping.signal,
      signEvery: 100,
      logger: createLogger({ name: 'notary', level: 'silent' }),
    });
    await api.post('/v1/products', product);
    await until(async () => (await api.get('/.well-known/impact-ledger/checkpoint')).status === 200);
  });
  afterAll(async () => {
    stopping.abort();
    await signing;
    await api.close();
  });

  test.each(operations)(
    '$method $path never breaks, and stores nothing that it refuses',
    async ({ method, path, operation }) => {
      const parameters = operation.parameters ?? [];
      const json = operation.requestBody?.content['application/json'];
      const other = Object.keys(operation.requestBody?.content ?? {})[0];
      const asked = fc.record({
        inPath: fc.array(parameter, { minLength: 2, maxLength: 2 }),
        query: fc.dictionary(
          fc.constantFrom('surplus', ...parameters.filter((one) => one.in === 'query').map(({ name }) => name)),
          parameter,
          { maxKeys: 3 },
        ),
        headers: fc.record(
          {
            'if-match': fc.constantFrom('"0"', '*', 'x', '"-1"', '"99999999999999999999"', ''),
            'idempotency-key': fc.constantFrom('', 'k', 'x'.repeat(2_000), 'é'),
            accept: fc.constantFrom('text/csv', 'application/x-ndjson', 'text/html', 'nonsense', ''),
          },
          { requiredKeys: [] },
        ),
        body: json ? bodyFrom(exampleOf(json.schema)) : hostile,
      });
      await fc.assert(
        fc.asyncProperty(asked, async ({ inPath, query, headers, body }) => {
          let index = 0;
          const url =
            path.replace(/\{\w+\}/g, () => inPath[index++] ?? 'x') +
            (Object.keys(query).length > 0
              ? `?${Object.entries(query)
                  .map((pair) => pair.join('='))
                  .join('&')}`
              : '');
          const head = await api.store.head();
          const answer =
            method === 'get'
              ? await api.get(url, { headers })
              : await api.post(url, json ? (JSON.stringify(body) ?? '') : String(body), {
                  headers: { 'content-type': json ? 'application/json' : (other ?? 'text/plain'), ...headers },
                });
          if (answer.status >= 500) expect({ url, headers, body, answer: answer.text }).toBe('an answer below 500');
          if (answer.status >= 400) {
            expect(String(answer.headers['content-type'])).toContain('application/problem+json');
            expect(answer.body).toMatchObject({ status: answer.status, detail: expect.stringMatching(/\S/) });
            expect(await api.store.head()).toBe(head);
          }
        }),
        { numRuns: TRIES, seed: 20_261_122, endOnFailure: true },
      );
    },
    600_000,
  );
});
