import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect, type AddressInfo } from 'node:net';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as example from '../../apps/api/src/schemas/examples.js';
import { dataSetForm, startHarness, type Answer, type Ask, type Harness } from './harness.js';

interface Problem {
  readonly type: string;
  readonly status: number;
  readonly detail: string;
}

const HEADER = 'indicator,definitionVersion,period,value,quality,source,vintage';

describe('what no honest client sends', () => {
  let api: Harness;
  let port: number;
  let token: string;
  beforeAll(async () => {
    api = await startHarness();
    await api.post('/v1/products', example.product);
    await api.post('/v1/indicators', example.indicator);
    token = await api.token({ account: 'the-admin', role: 'admin' });
    await api.app.listen(0, '127.0.0.1');
    port = (api.app.getHttpServer().address() as AddressInfo).port;
  });
  afterAll(() => api.close());

  const refused = async (asked: Promise<Answer<Problem>>, status: number, says: RegExp): Promise<void> => {
    const head = await api.store.head();
    const { body, headers, status: found } = await asked;
    expect({ found, body }).toMatchObject({ found: status, body: { status, detail: expect.stringMatching(says) } });
    expect(headers['content-type']).toContain('application/problem+json');
    expect(await api.store.head()).toBe(head);
  };
  const send = (payload: unknown, headers: Readonly<Record<string, string>>, ask: Ask = {}, path = '/v1/products') =>
    api.post<Problem>(path, payload, { ...ask, headers });
  const json = { 'content-type': 'application/json' };

  test('a body in another form than the address reads', async () => {
    const text = JSON.stringify({ ...example.product, product: 'typed' });
    for (const type of [
      'text/csv',
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'bogus',
    ]) {
      await refused(send(text, { 'content-type': type }), 415, /reads application\/json/);
    }
    await refused(send(text, { ...json, 'content-encoding': 'gzip' }), 415, /uncompressed/);
    await refused(send(text, json, {}, '/v1/measurements/import'), 415, /text\/csv or application\/x-ndjson/);
    await refused(send(text, json, {}, '/v1/datasets'), 415, /multipart/);
    expect((await send(text, { 'content-type': 'Application/JSON; charset=utf-8' })).status).toBe(201);
  });

  test('JSON that is empty, broken, not UTF-8, a prototype, or nested without end', async () => {
    await refused(send('', json), 400, /empty: send a JSON/);
    await refused(send('{"a":', json), 400, /not a JSON document/);
    const latin = Buffer.from(JSON.stringify({ ...example.product, product: 'latin', name: 'Côté' }), 'latin1');
    await refused(send(latin, json), 400, /not UTF-8/);
    await refused(send('{"problem":{"__proto__":{"en":"x"}}}', json), 400, /__proto__/);
    await refused(send('{"problem":{"__pr\\u006fto__":{"en":"x"}}}', json), 400, /__proto__/);
    await refused(send('['.repeat(500_000) + ']'.repeat(500_000), json), 400, /./);
    await refused(send(`"${'x'.repeat(1_100_000)}"`, json), 413, /send less at a time/);
  });

  test('U+0000 wherever a text is looked for', async () => {
    for (const name of ['stream', 'actor']) {
      await refused(api.get<Problem>(`/v1/audit/events?${name}=a%00`), 400, /U\+0000/);
      const page = await api.get(`/audit?${name}=a%00`, { headers: { accept: 'text/html' } });
      expect(page.status).toBe(400);
    }
  });

  test('an address that cannot be read', async () => {
    await refused(api.get<Problem>('/v1/products/%ff'), 400, /address cannot be read/);
    await refused(api.get<Problem>(`/v1/products/${'a'.repeat(400)}`), 400, /address cannot be read/);
    expect(await raw(`GET /${'a'.repeat(20_000)} HTTP/1.1\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 .*shorten them/s);
    expect(await raw('nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400 .*application\/problem\+json/s);
  });

  test('a breakdown by a prototype, or twice under one name, is not recorded as the total', async () => {
    const row = 'hired-6m,1,2018-01,1,50,s,2026-02-03';
    const csv = { 'content-type': 'text/csv' };
    const path = '/v1/measurements/import';
    await refused(send(`${HEADER},breakdown.__proto__\n${row},x\n`, csv, {}, path), 422, /breakdown\.__proto__/);
    await refused(send(`${HEADER},breakdown.a,breakdown. a\n${row},x,y\n`, csv, {}, path), 422, /stands twice/);
    const head = await api.store.head();
    const line = JSON.stringify({ ...example.measurement, period: '2018-01', breakdown: {} });
    for (const name of ['__proto__', '__pr\\u006fto__']) {
      const payload = line.replace('"breakdown":{}', `"breakdown":{"${name}":"x"}`);
      const answer = await send(payload, { 'content-type': 'application/x-ndjson' }, {}, path);
      expect(answer).toMatchObject({ status: 200, body: { recorded: 0, rejected: 1 } });
    }
    expect(await api.store.head()).toBe(head);
  });

  test('a CSV whose quotes are broken says what to do', async () => {
    const csv = { 'content-type': 'text/csv', accept: 'application/x-ndjson' };
    const row = (source: string) => `${HEADER}\nhired-6m,1,2018-02,1,50,${source},2026-02-03\n`;
    const path = '/v1/measurements/import';
    await refused(send(row('"open'), csv, {}, path), 422, /^Line 2: .*never closed\. Close it/);
    await refused(send(row('a"b"c'), csv, {}, path), 422, /^Line 2: .*in the middle of a text\. Put/);
    await refused(send(row('"a"b'), csv, {}, path), 422, /^Line 2: .*Write a quote inside a text twice/);
    await refused(send(row('x'.repeat(70_000)), csv, {}, path), 422, /^Line 2: .*longer than 65536/);
  });

  const kept = (): string[] =>
    ['incoming', 'scratch', 'vault']
      .map((name) => join(api.dataRoot, name))
      .flatMap((folder) => (existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : []))
      .flatMap((entry) => (entry.isFile() ? [entry.name] : []));

  test('a multipart body without its boundary, with another one, cut, or with an endless declaration', async () => {
    const { payload, headers } = dataSetForm(example.declaration, 'person,treated\np1,0\np2,1\n');
    const type = headers['content-type'];
    const upload = (body: Buffer, contentType: string) =>
      send(body, { 'content-type': contentType }, {}, '/v1/datasets');
    await refused(upload(payload, 'multipart/form-data'), 400, /boundary/);
    await refused(upload(payload, 'multipart/form-data; boundary=other'), 400, /boundary/);
    await refused(upload(payload.subarray(0, -60), type), 400, /boundary/);
    const long = dataSetForm({ ...example.declaration, name: 'x'.repeat(70_000) }, 'person\np1\n');
    await refused(upload(long.payload, long.headers['content-type']), 413, /shorten it/);
    expect(kept()).toEqual([]);
  });

  test('an upload given up half-way leaves nothing behind', async () => {
    const { payload, headers } = dataSetForm(example.declaration, `person,treated\n${'p1,0\n'.repeat(400_000)}`);
    const start = `POST /v1/datasets HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: ${headers['content-type']}\r\nContent-Length: ${payload.length}\r\n\r\n`;
    const head = await api.store.head();
    for (const end of ['end', 'resetAndDestroy'] as const) {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      socket.write(Buffer.concat([Buffer.from(start), payload.subarray(0, 1_200_000)]));
      await until(() => kept().length === 1);
      socket[end]();
      await until(() => kept().length === 0);
      socket.destroy();
    }
    expect(await api.store.head()).toBe(head);
  });

  const raw = (bytes: string): Promise<string> =>
    new Promise((resolve, reject) => {
      let answer = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
        .on('data', (chunk) => (answer += chunk.toString()))
        .on('error', reject)
        .on('close', () => resolve(answer));
    });
});

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 20) {
    if (waited > 5000) throw new Error('it never came to hold');
    await sleep(20);
  }
}
