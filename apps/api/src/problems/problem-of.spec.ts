import { describe, expect, test } from '@jest/globals';
import { ImportError, PreconditionFailed } from '@impact-ledger/application';
import { DomainError, Forbidden, type DomainErrorKind } from '@impact-ledger/domain';
import {
  IdempotencyConflict,
  StoreUnavailable,
  UnstorableEvent,
  VaultError,
  WrongRevision,
} from '@impact-ledger/ledger';
import { problemOf } from './problem-of.js';
import { RequestFailure } from './request-failure.js';

const domain = (kind: DomainErrorKind) => new DomainError(kind, 'Because.', [{ pointer: '/x', detail: 'is wrong' }]);
const coded = (code: string) => Object.assign(new Error('secret host 10.0.0.1'), { code });
const fastify = (statusCode: number) => Object.assign(new Error('Too big.'), { statusCode });

describe('the problem document of an error', () => {
  test.each<[string, unknown, number]>([
    ['a domain rule: exists', domain('already_exists'), 409],
    ['a domain rule: missing', domain('not_found'), 404],
    ['a domain rule: state', domain('wrong_state'), 409],
    ['a domain rule: value', domain('invalid'), 422],
    ['a domain rule: four eyes', domain('four_eyes'), 403],
    ['a role', new Forbidden({ id: 'a', role: 'coach' }, 'RecordMeasurement'), 403],
    ['a stale revision', new PreconditionFailed('a-b', 1, 2), 412],
    ['another command', new IdempotencyConflict('id'), 409],
    ['a race that was lost', new WrongRevision('a-b', 1, 2), 409],
    ['a store that is away', new StoreUnavailable(new Error('down')), 503],
    ['an event no store keeps', new UnstorableEvent('U+0000'), 400],
    ['an import', new ImportError('Empty.'), 422],
    ['a full disk', new VaultError('no_space', 'No space.'), 507],
    ['a request', new RequestFailure('revision_required', 'Send If-Match.'), 428],
    ['a server that is away', coded('ECONNREFUSED'), 503],
    ['a server that shuts down', coded('57P01'), 503],
    ['a query that was given up', new Error('Query read timeout'), 503],
    ['a query that the server gave up', coded('57014'), 503],
    ['no free connection', new Error('timeout exceeded when trying to connect'), 503],
    ['a text that the database cannot hold', coded('22021'), 400],
    ['a body that is too large', fastify(413), 413],
    ['a type nobody reads', fastify(415), 415],
    ['a bug', new TypeError('x is not a function'), 500],
    ['a damaged vault', new VaultError('damaged', 'The sealed file /data/vault/x is damaged.'), 500],
    ['a broken query', coded('42P01'), 500],
    ['a thrown text', 'oops', 500],
  ])('%s', (_name, error, status) => {
    const answer = problemOf(error);
    expect(answer).toMatchObject({ status, type: expect.stringMatching(/^urn:impact-ledger:problem:\w+$/) });
    expect(answer.title).not.toBe('');
  });

  test('tells nothing of our insides when the fault is ours', () => {
    for (const error of [
      new TypeError('/etc/secret'),
      coded('ECONNREFUSED'),
      new VaultError('damaged', '/data/vault'),
    ]) {
      expect(JSON.stringify(problemOf(error))).not.toMatch(/secret|10\.0\.0\.1|\/data/);
    }
  });
});
