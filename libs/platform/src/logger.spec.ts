import { describe, expect, test } from '@jest/globals';
import { createLogger } from './logger.js';

function written(log: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  log(createLogger({ name: 'api', level: 'info', destination: { write: (line: string) => void lines.push(line) } }));
  return lines.join('');
}

describe('the log', () => {
  test('is one JSON record per line with the process, level and time', () => {
    const [record, ...rest] = written((log) => log.info({ position: 7 }, 'appended'))
      .trim()
      .split('\n');
    expect(rest).toEqual([]);
    expect(JSON.parse(record ?? '')).toMatchObject({
      name: 'api',
      level: 'info',
      position: 7,
      msg: 'appended',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
  });

  test.each([
    ['a field', { password: 'hunter2' }],
    ['a nested field', { user: { token: 'hunter2' } }],
    ['request headers', { req: { headers: { authorization: 'Bearer hunter2', 'x-api-key': 'hunter2' } } }],
    ['settings', { environment: { databaseUrl: 'postgres://u:hunter2@db/x', masterKey: 'hunter2' } }],
    ['an error', { err: new Error('cannot reach postgres://impact:hunter2@127.0.0.1:5432/impact_ledger') }],
    ['any text', { note: 'redis://:hunter2@cache:6379' }],
  ])('hides secrets in %s', (_, fields) => {
    const text = written((log) => log.info(fields, 'it happened'));
    expect(text).not.toContain('hunter2');
    expect(text).toContain('[secret]');
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  test('keeps addresses without a password as they are', () => {
    expect(written((log) => log.info({ at: 'http://localhost:3000/a?b=c@d' }))).toContain(
      'http://localhost:3000/a?b=c@d',
    );
  });
});
