import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { startHarness, type Harness } from './harness.js';

const GOLDEN = new URL('./openapi.json', import.meta.url);

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Record<string, unknown>>>;
  readonly components: { readonly schemas: Record<string, Record<string, unknown>> };
}

/** An answer that is never JSON: text, or bytes. */
const isText = (answer: unknown): boolean => {
  const types = Object.keys((answer as { content?: object }).content ?? {});
  return types.length > 0 && types.every((type) => /^(text\/plain|application\/octet-stream)\b/.test(type));
};

describe('the contract', () => {
  let api: Harness;
  let document: Document;
  beforeAll(async () => {
    api = await startHarness({ projector: false });
    document = (await api.get<Document>('/openapi.json', { as: null })).body;
  });
  afterAll(() => api.close());

  test('is the one that was agreed (UPDATE_OPENAPI=1 writes a new one)', () => {
    const text = `${JSON.stringify(document, null, 2)}\n`;
    if (process.env['UPDATE_OPENAPI'] !== undefined || !existsSync(GOLDEN)) writeFileSync(GOLDEN, text);
    expect(JSON.parse(readFileSync(GOLDEN, 'utf8'))).toEqual(document);
  });

  test('names a schema for every JSON body and answer, and every reference leads somewhere', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
    );
    expect(operations.length).toBeGreaterThan(35);
    const nameless = operations.filter(({ operation }) => {
      const ok = Object.entries(operation['responses'] as Record<string, unknown>).filter(([status]) =>
        /^2/.test(status),
      );
      const json = ok.filter(([, answer]) => !isText(answer));
      return ok.length === 0 || json.some(([, answer]) => !JSON.stringify(answer).includes('"$ref"'));
    });
    expect(nameless.map(({ name }) => name)).toEqual([]);
    const bodiless = operations.filter(({ name, operation }) => name.startsWith('post') && !operation['requestBody']);
    expect(bodiless.map(({ name }) => name)).toEqual([]);

    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name,
    );
    const unknown = [...new Set(references)].filter((name) => !Object.hasOwn(document.components.schemas, name ?? ''));
    expect(unknown).toEqual([]);
    const hollow = Object.entries(document.components.schemas).filter(
      ([, schema]) => '$ref' in schema || !('type' in schema || 'anyOf' in schema || 'oneOf' in schema),
    );
    expect(hollow.map(([name]) => name)).toEqual([]);
    expect(JSON.stringify(document)).not.toContain('$defs');
  });

  test('is shown on a page without a script', async () => {
    const page = await api.get('/docs', { as: null });
    expect(page.status).toBe(200);
    expect(page.text).toContain('/v1/indicators/{id}/definitions');
    expect(page.text).not.toContain('<script');
  });
});
