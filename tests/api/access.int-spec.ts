import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLoginLink, firstActor } from '@impact-ledger/application';
import { PERMISSIONS, ROLES, type Role } from '@impact-ledger/domain';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, ModulesContainer } from '@nestjs/core';
import { ACCESS, type Access } from '../../apps/api/src/access/access.decorator.js';
import { startHarness, type Harness } from './harness.js';

interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly access: Access | undefined;
}

/** What anybody may see without an account. A new entry here is a decision. */
const OPEN_DOORS = [
  'GET /.well-known/impact-ledger/checkpoint',
  'GET /.well-known/impact-ledger/key',
  'GET /.well-known/impact-ledger/tile/*',
  'GET /:product/badge.svg',
  'GET /:product/stats',
  'GET /:product/stats/figures/:file',
  'GET /assets/check-event.js',
  'GET /assets/theme.css',
  'GET /docs',
  'GET /health',
  'GET /openapi.json',
  'GET /ready',
  'GET /sign-in',
  'GET /sign-in/:secret',
  'GET /v1/log/consistency',
  'GET /v1/public/:product/stats',
  'GET /v1/schemas/protocol',
  'POST /sign-out',
];

const ACCOUNTS = ROLES.filter(
  (role): role is Exclude<Role, 'public' | 'worker'> => role !== 'public' && role !== 'worker',
);

/** Every route the application has, as Nest knows them. */
function routesOf(api: Harness): Route[] {
  const controllers = new DiscoveryService(api.app.get(ModulesContainer)).getControllers();
  const scanner = new MetadataScanner();
  return controllers.flatMap(({ metatype, instance }) => {
    const prototype = Object.getPrototypeOf(instance as object) as Record<string, object>;
    const base = String(Reflect.getMetadata(PATH_METADATA, metatype as object));
    return scanner.getAllMethodNames(prototype).flatMap((name): Route[] => {
      const handler = prototype[name] as object;
      const path = Reflect.getMetadata(PATH_METADATA, handler) as string | undefined;
      if (path === undefined) return [];
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod] as Route['method'];
      const whole = `/${base}/${path}`.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
      return [{ method, path: whole, access: Reflect.getMetadata(ACCESS, handler) as Access | undefined }];
    });
  });
}

const filled = (path: string): string =>
  path
    .replace(/:(id|product)/g, 'nothing')
    .replace(':run', '0b0f6f3c-4a43-4d2c-9a0e-0d7c6f1f0a11')
    .replace(':position', '999999')
    .replace(':leafIndex', '999999')
    .replace('*', '0/000')
    .replace(':secret', 'no-such-secret');

describe('who may do what', () => {
  let api: Harness;
  let routes: Route[];
  beforeAll(async () => {
    api = await startHarness({ projector: false });
    routes = routesOf(api);
  });
  afterAll(() => api.close());

  const ask = async (route: Route, role: Role | null) => {
    const options = { as: role, ifMatch: 0, headers: { accept: 'application/json' } };
    return route.method === 'GET' ? api.get(filled(route.path), options) : api.post(filled(route.path), {}, options);
  };

  test('every route says who may, and the open doors are those of the list', () => {
    expect(routes.length).toBeGreaterThan(45);
    expect(routes.filter(({ access }) => access === undefined)).toEqual([]);
    const open = routes
      .filter(({ access }) => access && 'openDoor' in access)
      .map(({ method, path }) => `${method} ${path}`);
    expect(open.sort()).toEqual(OPEN_DOORS);
  });

  test('every route with every role and none: in when the table of permissions says so, else out', async () => {
    const wrong: string[] = [];
    for (const route of routes) {
      const { access } = route;
      if (!access || 'openDoor' in access) continue;
      const nobody = await ask(route, null);
      if (nobody.status !== 401) wrong.push(`${route.method} ${route.path} for nobody: ${nobody.status}`);
      for (const role of ACCOUNTS) {
        const { status } = await ask(route, role);
        const may = PERMISSIONS[access.action].includes(role);
        if (may ? status === 401 || status === 403 : status !== 403)
          wrong.push(`${route.method} ${route.path} for ${role}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(await firstActor(api.store)).toBeUndefined();
  }, 120_000);

  test('open doors open without an account', async () => {
    const statuses = await Promise.all(
      routes
        .filter(({ access }) => access && 'openDoor' in access)
        // There once it is built: tests/browser runs it.
        .filter(({ path }) => path !== '/assets/check-event.js')
        .map(async (route) => [route.path, (await ask(route, null)).status] as const),
    );
    expect(Object.fromEntries(statuses)).toEqual({
      '/.well-known/impact-ledger/checkpoint': 503,
      '/.well-known/impact-ledger/key': 503,
      '/.well-known/impact-ledger/tile/*': 404,
      '/v1/log/consistency': 400,
      '/:product/badge.svg': 404,
      '/:product/stats': 404,
      '/:product/stats/figures/:file': 404,
      '/assets/theme.css': 200,
      '/docs': 200,
      '/health': 200,
      '/openapi.json': 200,
      '/ready': 200,
      '/sign-in': 200,
      '/sign-in/:secret': 303,
      '/v1/public/:product/stats': 404,
      '/v1/schemas/protocol': 200,
      '/sign-out': 303,
    });
  });

  test.each(['Bearer nonsense', 'Bearer impact_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'Basic YTpi', ''])(
    'a token "%s" is refused with a problem document',
    async (authorization) => {
      const answer = await api.get('/v1/products', { as: null, headers: { authorization } });
      expect(answer).toMatchObject({ status: 401, body: { title: 'Who are you?', status: 401 } });
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    },
  );

  test('no secret stands in the database', async () => {
    const secret = await api.token({ account: 'zoe', role: 'viewer' });
    const { rows } = await api.database.pool.query<{ text: string }>('select t::text as text from auth.token t');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.some(({ text }) => text.includes(secret) || text.includes(secret.slice(-20)))).toBe(false);
  });

  test('a page without a session leads to sign-in; a link opens one session, once', async () => {
    const page = { as: null, headers: { accept: 'text/html' } };
    expect((await api.get('/', page)).headers['location']).toBe('/sign-in?notice=required');

    const secret = await createLoginLink(
      { pool: api.database.pool, store: api.store },
      { account: 'claire', role: 'analyst' },
    );
    const opened = await api.get(`/sign-in/${secret}`, page);
    expect(opened).toMatchObject({ status: 303, headers: { location: '/' } });
    const set = String(opened.headers['set-cookie']);
    expect(set).toMatch(/^impact_session=impacts_[\w-]+; .*HttpOnly.*SameSite=Lax/);
    const cookie = set.split(';')[0] ?? '';
    const portfolio = await api.get('/', { as: null, headers: { accept: 'text/html', cookie } });
    expect(portfolio.status).toBe(200);
    expect(portfolio.text).toContain('claire');
    expect((await api.get(`/sign-in/${secret}`, page)).headers['location']).toBe('/sign-in?notice=expired');

    const out = await api.post('/sign-out', '', {
      as: null,
      key: null,
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
    });
    expect(out.status).toBe(303);
    expect((await api.get('/', { as: null, headers: { accept: 'text/html', cookie } })).status).toBe(303);
  });

  test('a session changes something only from our own pages', async () => {
    const secret = await createLoginLink(
      { pool: api.database.pool, store: api.store },
      { account: 'claire', role: 'analyst' },
    );
    const opened = await api.get(`/sign-in/${secret}`, { as: null });
    const cookie = String(opened.headers['set-cookie']).split(';')[0] ?? '';
    const send = (headers: Record<string, string>) =>
      api.post('/v1/studies', {}, { as: null, headers: { cookie, ...headers } });
    for (const headers of [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: 'http://localhost:80' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ]) {
      expect((await send(headers as Record<string, string>)).body).toMatchObject({
        status: 403,
        title: 'Sent from another site',
      });
    }
    expect((await send({ 'sec-fetch-site': 'same-origin' })).status).toBe(400);
    expect((await send({ origin: 'http://localhost:80' })).status).toBe(400);
  });

  test('pages carry a strict policy', async () => {
    const { headers } = await api.get('/sign-in', { as: null });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });
});
