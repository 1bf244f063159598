import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readEnvironment } from '@impact-ledger/platform';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly volumes?: readonly string[];
  readonly healthcheck?: unknown;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const compose = parse(read('docker-compose.yml'), { merge: true }) as Compose;
const given: Record<string, string> = {
  POSTGRES_PASSWORD: 'sesame',
  IMPACT_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
};

/** As Compose does for `${NAME:?message}` and `${NAME:-default}`. */
const interpolate = (value: string): string =>
  value.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_all, name: string, operator: string, rest: string) => {
    const found = given[name];
    if (found !== undefined) return found;
    if (operator === '-') return rest;
    throw new Error(`${name} is not set`);
  });

test('holds the five parts of the distributed deployment', () => {
  expect(Object.keys(compose.services).sort()).toEqual(['api', 'kurrentdb', 'postgres', 'redis', 'worker']);
});

test.each(['api', 'worker'])('gives %s an environment that it accepts', (name) => {
  const environment = Object.fromEntries(
    Object.entries(compose.services[name]?.environment ?? {}).map(([key, value]) => [key, interpolate(value)]),
  );
  const settings = readEnvironment(environment);
  expect(settings.databaseUrl).toBe('postgres://impact:sesame@postgres:5432/impact');
  expect(settings.kurrentdbUrl).toBeUndefined();
  expect(settings.redisUrl).toBe('redis://redis:6379');
  expect(settings.masterKey).toHaveLength(32);
});

test('names no service, volume or program that does not exist', () => {
  for (const service of Object.values(compose.services)) {
    for (const other of Object.keys(service.depends_on ?? {})) {
      expect(compose.services[other]?.healthcheck).toBeDefined();
    }
    for (const volume of service.volumes ?? []) expect(compose.volumes).toHaveProperty([volume.split(':')[0] ?? '']);
  }
  const programs = [compose.services['worker']?.command?.[1], /CMD \["node", "(.*)"\]/.exec(read('Dockerfile'))?.[1]];
  for (const program of programs) {
    const source = String(program).replace('/dist/', '/src/').replace(/\.js$/, '.ts');
    expect([source, existsSync(new URL(`../../${source}`, import.meta.url))]).toEqual([source, true]);
  }
});

test('the image installs the dependencies of every room', () => {
  const dockerfile = read('Dockerfile');
  for (const folder of ['apps', 'libs']) {
    for (const room of readdirSync(new URL(`../../${folder}/`, import.meta.url))) {
      expect(dockerfile).toContain(`COPY ${folder}/${room}/package.json ${folder}/${room}/`);
    }
  }
});
