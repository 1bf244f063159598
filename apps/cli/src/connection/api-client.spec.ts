import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { apiClient, type ApiClient } from './api-client.js';

interface Asked {
  readonly line: string;
  readonly type: string | undefined;
  readonly length: string | undefined;
  readonly ifMatch: string | undefined;
  readonly body: string;
}

describe('the client of the API', () => {
  let server: Server;
  const asked: Asked[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      void text(request).then((body) => {
        const { method, url, headers } = request;
        const { 'content-type': type, 'content-length': length, 'if-match': ifMatch } = headers;
        asked.push({ line: `${method} ${url}`, type, length, ifMatch, body });
        response.writeHead(url === '/v1/refused' ? 422 : 200, { 'content-type': 'application/json', etag: '"7"' });
        response.end(JSON.stringify({ detail: 'as asked' }));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    asked.length = 0;
    jest.restoreAllMocks();
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const client = (): ApiClient => apiClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'secret');

  const json = 'application/json';
  test('nothing that changes goes by fetch, which gives up after five minutes while the API goes on', async () => {
    const impatient = jest.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('gave up'));
    const api = client();
    const body = '{"reason":"é"}';
    await api.post('/v1/datasets/people/subject-erasure', { reason: 'é' });
    await api.send('/v1/measurements/import', {
      method: 'POST',
      body: new Blob([body]).stream(),
      duplex: 'half',
    });
    const rest = { ifMatch: undefined, body };
    expect(asked).toEqual([
      { line: 'POST /v1/datasets/people/subject-erasure', type: json, length: '15', ...rest },
      { line: 'POST /v1/measurements/import', type: undefined, length: undefined, ...rest },
    ]);
    expect(impatient).not.toHaveBeenCalled();
  });

  test('a change is made to the revision that was read', async () => {
    expect(await client().change('/v1/studies/nsw', 'freeze', {})).toEqual({
      status: 200,
      body: { detail: 'as asked' },
      etag: '"7"',
    });
    expect(asked).toMatchObject([
      { line: 'GET /v1/studies/nsw', body: '' },
      { line: 'POST /v1/studies/nsw/freeze', ifMatch: '"7"', body: '{}' },
    ]);
  });

  test('a refusal is told in the words of the API, and an API that is away with what to do', async () => {
    await expect(client().post('/v1/refused', {})).rejects.toMatchObject({ status: 422, message: 'as asked' });
    const nobody = apiClient('http://127.0.0.1:1', 'secret');
    await expect(nobody.post('/v1/studies', {})).rejects.toThrow(/nobody answers .*ECONNREFUSED.*impact up/);
  });
});
