import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { patientFetch } from './patient-fetch.js';

describe('a fetch without a limit on the answer', () => {
  let server: Server;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  beforeAll(async () => {
    server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = (): URL => new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/datasets`);
  const form = (content: Buffer): FormData => {
    const made = new FormData();
    made.set('declaration', '{}');
    made.set('file', new Blob([new Uint8Array(content)]), 'people.csv');
    return made;
  };

  test('sends a form whole, with what else was asked, and gives the answer', async () => {
    const people = Buffer.alloc(3_000_000, 'p');
    const received = Promise.withResolvers<{ readonly headers: IncomingMessage['headers']; readonly body: Buffer }>();
    answer = (request, response) => {
      void buffer(request).then((body) => {
        received.resolve({ headers: request.headers, body });
        response.writeHead(201, { 'content-type': 'application/json', etag: '"0"' }).end('{"id":"people"}');
      });
    };
    const response = await patientFetch(url(), {
      method: 'POST',
      body: form(people),
      headers: { authorization: 'Bearer x' },
    });
    expect([response.status, response.ok, response.headers.get('etag')]).toEqual([201, true, '"0"']);
    expect(await response.json()).toEqual({ id: 'people' });
    const { headers, body } = await received.promise;
    expect(headers).toMatchObject({
      authorization: 'Bearer x',
      'content-type': expect.stringMatching(/^multipart\/form-data; boundary=/),
    });
    const parsed = await new Response(new Uint8Array(body), {
      headers: { 'content-type': headers['content-type']! },
    }).formData();
    expect(Buffer.from(await (parsed.get('file') as File).arrayBuffer()).equals(people)).toBe(true);
  });

  test('gives a refusal that comes before everything was sent', async () => {
    answer = (_request, response) => void response.writeHead(413).end('too large');
    const response = await patientFetch(url(), { method: 'POST', body: form(Buffer.alloc(2 ** 20)) });
    expect([response.status, await response.text()]).toEqual([413, 'too large']);
  });

  test('asks a silent connection whether the other machine is still there', async () => {
    const kept = jest.spyOn(Socket.prototype, 'setKeepAlive');
    answer = (_request, response) => void response.writeHead(200).end('{}');
    await (await patientFetch(url(), { method: 'POST', body: '{}' })).text();
    expect(kept).toHaveBeenCalledWith(true, 60_000);
    kept.mockRestore();
  });

  test('says why nobody answers', async () => {
    answer = (request) => request.socket.destroy();
    await expect(patientFetch(url(), { method: 'POST', body: form(Buffer.alloc(10)) })).rejects.toMatchObject({
      code: expect.stringMatching(/ECONNRESET|EPIPE/),
    });
  });
});
