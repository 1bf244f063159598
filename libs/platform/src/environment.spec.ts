import { describe, expect, test } from '@jest/globals';
import { EnvironmentError, readEnvironment } from './environment.js';

function faultsOf(env: Record<string, string>): EnvironmentError {
  try {
    readEnvironment(env);
  } catch (error) {
    if (error instanceof EnvironmentError) return error;
    throw error;
  }
  throw new Error('the environment was accepted');
}

const WITNESS = 'witness.example/w1+530d903a+BOkyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';

describe('readEnvironment', () => {
  test('needs nothing', () => {
    expect(readEnvironment({})).toEqual({
      dataRoot: undefined,
      scratch: undefined,
      databaseUrl: undefined,
      kurrentdbUrl: undefined,
      redisUrl: undefined,
      host: '127.0.0.1',
      port: 3000,
      publicUrl: undefined,
      masterKey: undefined,
      signingKey: undefined,
      anchorFile: undefined,
      witness: undefined,
      logLevel: 'info',
      locale: 'en',
      apiUrl: undefined,
      token: undefined,
    });
  });

  test('reads every variable', () => {
    const key = Buffer.alloc(32, 7);
    expect(
      readEnvironment({
        IMPACT_DATA: '/srv/impact',
        IMPACT_SCRATCH: '/srv/scratch',
        DATABASE_URL: 'postgresql://u:p@db:5432/impact',
        KURRENTDB_URL: 'kurrentdb://u:p@a:2113,b:2113?tls=true&ledger=main',
        REDIS_URL: 'rediss://:p@cache:6380',
        HOST: '::',
        PORT: '0',
        IMPACT_PUBLIC_URL: 'https://impact.example.org/',
        IMPACT_MASTER_KEY: key.toString('base64'),
        IMPACT_SIGNING_KEY: Buffer.alloc(32, 8).toString('base64'),
        IMPACT_ANCHOR_FILE: '/mnt/anchors.txt',
        IMPACT_WITNESS_URL: 'https://witness.example/',
        IMPACT_WITNESS_KEY: WITNESS,
        IMPACT_LOG_LEVEL: 'debug',
        IMPACT_LOCALE: 'fr',
        IMPACT_URL: 'http://ledger:3000/',
        IMPACT_TOKEN: 'il_c2VjcmV0',
      }),
    ).toEqual({
      dataRoot: '/srv/impact',
      scratch: '/srv/scratch',
      databaseUrl: 'postgresql://u:p@db:5432/impact',
      kurrentdbUrl: 'kurrentdb://u:p@a:2113,b:2113?tls=true&ledger=main',
      redisUrl: 'rediss://:p@cache:6380',
      host: '::',
      port: 0,
      publicUrl: 'https://impact.example.org',
      masterKey: Uint8Array.from(key),
      signingKey: new Uint8Array(32).fill(8),
      anchorFile: '/mnt/anchors.txt',
      witness: { url: 'https://witness.example', key: WITNESS },
      logLevel: 'debug',
      locale: 'fr',
      apiUrl: 'http://ledger:3000',
      token: 'il_c2VjcmV0',
    });
  });

  test('takes an empty variable for an absent one', () => {
    expect(readEnvironment({ PORT: '', DATABASE_URL: '', IMPACT_LOCALE: '' })).toEqual(readEnvironment({}));
  });

  test.each([
    [
      { IMPACT_WITNESS_URL: 'https://witness.example' },
      /IMPACT_WITNESS_KEY is not set: set the address and the verifier/,
    ],
    [{ IMPACT_WITNESS_KEY: WITNESS }, /IMPACT_WITNESS_URL is not set/],
    [{ IMPACT_WITNESS_URL: 'https://w.example', IMPACT_WITNESS_KEY: 'w1' }, /write the verifier key of the witness/],
  ])('takes a witness whole or not at all: %j', (env, message) => {
    expect(() => readEnvironment(env)).toThrow(message);
  });

  test.each([
    ['PORT', '65536', /PORT is "65536": write a whole number from 0 to 65535/],
    ['PORT', '3000.5', /PORT is "3000.5": write a whole number/],
    ['PORT', '0x10', /PORT is "0x10": write a whole number/],
    ['HOST', 'http://localhost', /HOST is "http:\/\/localhost": write an address or a host name/],
    [
      'IMPACT_PUBLIC_URL',
      'impact.example.org',
      /IMPACT_PUBLIC_URL is "impact.example.org": write an address like https:/,
    ],
    ['IMPACT_URL', 'ftp://ledger:3000', /IMPACT_URL is "ftp:\/\/ledger:3000": write an address like http:/],
    ['IMPACT_LOG_LEVEL', 'verbose', /IMPACT_LOG_LEVEL is "verbose": write one of trace, debug, info/],
    ['IMPACT_LOCALE', 'de', /IMPACT_LOCALE is "de": write en or fr/],
    ['IMPACT_PUBLICATION', 'eleven', /IMPACT_PUBLICATION is "eleven": write JSON such as/],
    ['IMPACT_LOGLEVEL', 'info', /IMPACT_LOGLEVEL is not a variable we know: .*IMPACT_LOG_LEVEL/],
  ])('refuses %s=%s and says what to write', (variable, value, message) => {
    expect(faultsOf({ [variable]: value }).message).toMatch(message);
  });

  test('names all wrong variables at once', () => {
    const { faults } = faultsOf({ PORT: 'x', IMPACT_LOCALE: 'de', IMPACT_TYPO: '1' });
    expect(faults.map(({ variable }) => variable).sort()).toEqual(['IMPACT_LOCALE', 'IMPACT_TYPO', 'PORT']);
  });

  test.each([
    ['DATABASE_URL', 'mysql://root:hunter2@db/impact'],
    ['KURRENTDB_URL', 'http://admin:hunter2@db:2113'],
    ['KURRENTDB_URL', 'kurrentdb://admin:hunter2 @db'],
    ['REDIS_URL', 'hunter2'],
    ['IMPACT_MASTER_KEY', 'hunter2hunter2hunter2'],
    ['IMPACT_SIGNING_KEY', 'hunter2hunter2hunter2'],
    ['IMPACT_MASTER_KEY', `${Buffer.alloc(31).toString('base64')}hunter2`],
    ['IMPACT_MASTER_KEY', Buffer.alloc(31, 1).toString('base64')],
    ['IMPACT_TOKEN', 'il_hunter2\n'],
    ['IMPACT_TOKEN', 'Bearer hunter2'],
  ])('never repeats the secret of a wrong %s', (variable, value) => {
    const error = faultsOf({ [variable]: value });
    expect(error.message).toContain(`${variable} is set to a value that is not shown`);
    expect(error.message).not.toContain(value);
    expect(JSON.stringify(error.faults)).not.toContain('hunter2');
  });
});
