import { once } from 'node:events';
import { request as overHttp, type IncomingMessage } from 'node:http';
import { request as overHttps } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

/** Milliseconds of silence after which the other machine is asked whether it is still there. */
const SILENCE = 60_000;

/**
 * As `fetch`, without its limit of five minutes until an answer begins: millions of rows are received, looked through and
 * encrypted before there is one. Rejects as node:http does, when nobody answers, the connection is lost or the other machine
 * is gone without a word.
 */
export async function patientFetch(url: URL, init: RequestInit): Promise<Response> {
  const { method, headers, body } = new Request(url, init);
  const sending = (url.protocol === 'https:' ? overHttps : overHttp)(url, {
    method,
    headers: Object.fromEntries(headers),
  });
  sending.setSocketKeepAlive(true, SILENCE);
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  // Text, and nothing, are sent with their length.
  const sent =
    body && typeof init.body !== 'string'
      ? pipeline(Readable.fromWeb(body as ReadableStream), sending)
      : Promise.resolve(sending.end(init.body));
  // A refusal may come before everything is sent.
  const [answer] = await Promise.race([answered, sent.then(() => answered)]);
  return new Response(Readable.toWeb(answer) as BodyInit, {
    status: answer.statusCode!,
    headers: Object.entries(answer.headersDistinct).map(([name, values = []]): [string, string] => [
      name,
      values.join(', '),
    ]),
  });
}
