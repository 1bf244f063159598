import type { FastifyReply, FastifyRequest } from 'fastify';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { problem, type Problem } from './problem-of.js';

const TYPE = 'application/problem+json; charset=utf-8';

/** An address that no router can read: nothing of Nest has run yet. */
export function answerUnroutable(_error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const answer = problem('invalid_input', 'This address cannot be read: it is too long, or its %-encoding is broken.');
  void reply
    .status(answer.status)
    .headers({ 'Cache-Control': 'no-store', 'X-Request-Id': request.id })
    .type(TYPE)
    .send(JSON.stringify(answer));
}

/** Bytes that Node does not take for a request: there is a socket, no more. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const answer = unreadable(error.code);
  const body = JSON.stringify(answer);
  socket.end(
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}\r\nConnection: close\r\nCache-Control: no-store\r\n` +
      `Content-Type: ${TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function unreadable(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return problem('headers_too_large', 'The address and headers are longer than 16 KiB together: shorten them.');
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return problem('timeout', 'The request did not arrive in time: send it again.');
  }
  return problem('invalid_input', 'This is not an HTTP request we can read: send HTTP/1.1.');
}
