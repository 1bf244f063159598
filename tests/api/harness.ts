import { createApi } from '../../apps/api/src/create-api.js';
import { prepareDatabase } from '@impact-ledger/application';
import type { Role } from '@impact-ledger/domain';
import type { EventStore } from '@impact-ledger/ledger';
import { createLogger } from '@impact-ledger/platform';
import { runProjector } from '@impact-ledger/readmodel';
import type pg from 'pg';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, openTestStore, type TestDatabase } from '../support/test-database.js';

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  readonly text: string;
  readonly body: Body;
}

export interface Ask {
  readonly as?: Role | Account | null;
  readonly key?: string | null;
  readonly ifMatch?: number | string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Account {
  readonly account: string;
  readonly role: Role;
}

/** The whole API on a real database with a running projector, asked without a socket. */
export interface Harness {
  readonly app: NestFastifyApplication;
  readonly database: TestDatabase;
  readonly store: EventStore;
  readonly dataRoot: string;
  token(account: Account): Promise<string>;
  get<Body = Record<string, unknown>>(path: string, ask?: Ask): Promise<Answer<Body>>;
  /** With a fresh Idempotency-Key unless told. */
  post<Body = Record<string, unknown>>(path: string, payload?: unknown, ask?: Ask): Promise<Answer<Body>>;
  close(): Promise<void>;
}

export async function startHarness(
  options: { readonly projector?: boolean; readonly queryTimeoutMs?: number } = {},
): Promise<Harness> {
  const database = await createTestDatabase();
  await prepareDatabase(database.pool);
  const dataRoot = mkdtempSync(join(tmpdir(), 'impact-api-'));
  const logger = createLogger({ name: 'api', level: 'silent' });
  const app = await createApi({
    databaseUrl: database.url,
    kurrentdbUrl: database.kurrentdbUrl,
    dataRoot,
    masterKey: randomBytes(32),
    logger,
    patienceMs: 3000,
    ...(options.queryTimeoutMs === undefined ? {} : { queryTimeoutMs: options.queryTimeoutMs }),
  });
  const store = openTestStore(database);
  const stopping = new AbortController();
  const projecting =
    options.projector === false
      ? Promise.resolve()
      : runProjector({ pool: database.pool, store, signal: stopping.signal }).catch((error: unknown) => {
          if (!stopping.signal.aborted) console.error('the projector stopped', error);
        });

  const tokens = new Map<string, Promise<string>>();
  const token = ({ account, role }: Account): Promise<string> => {
    const name = `${account} ${role}`;
    const known = tokens.get(name) ?? insertToken(database.pool, account, role);
    tokens.set(name, known);
    return known;
  };
  const headersOf = async ({ as = 'admin', key, ifMatch, headers }: Ask): Promise<Record<string, string>> => ({
    ...(as === null
      ? {}
      : { authorization: `Bearer ${await token(typeof as === 'string' ? { account: `the-${as}`, role: as } : as)}` }),
    ...(key == null ? {} : { 'idempotency-key': key }),
    ...(ifMatch === undefined ? {} : { 'if-match': typeof ifMatch === 'number' ? `"${ifMatch}"` : ifMatch }),
    ...headers,
  });
  const answer = <Body>({
    statusCode,
    headers,
    body,
  }: {
    statusCode: number;
    headers: Answer['headers'];
    body: string;
  }) => {
    const json = /json/.test(String(headers['content-type'])) && !/ndjson/.test(String(headers['content-type']));
    return { status: statusCode, headers, text: body, body: (json ? JSON.parse(body) : {}) as Body };
  };

  return {
    app,
    database,
    store,
    dataRoot,
    token,
    get: async (path, ask = {}) =>
      answer(await app.inject({ method: 'GET', url: path, headers: await headersOf(ask) })),
    post: async (path, payload = {}, ask = {}) => {
      const raw = typeof payload === 'string' || Buffer.isBuffer(payload);
      const headers = await headersOf({ key: randomUUID(), ...ask });
      return answer(
        await app.inject({
          method: 'POST',
          url: path,
          headers: raw ? headers : { 'content-type': 'application/json', ...headers },
          payload: raw ? payload : JSON.stringify(payload),
        }),
      );
    },
    close: async () => {
      stopping.abort();
      await projecting;
      await app.close();
      await store.close();
      await database.drop();
      rmSync(dataRoot, { recursive: true, force: true });
    },
  };
}

/** As made by releases that recorded no accounts, so that positions in these tests are those of their own commands. */
async function insertToken(pool: pg.Pool, account: string, role: Role): Promise<string> {
  const secret = `impact_${randomBytes(32).toString('base64url')}`;
  await pool.query(
    `insert into auth.token (id, secret_sha256, account, role, label) values ($1, sha256($2::bytea), $3, $4, 'test')`,
    [randomUUID(), Buffer.from(secret), account, role],
  );
  return secret;
}

/** A multipart body with the declaration and the file of a data set, or its files by their roles. */
export function dataSetForm(
  declaration: unknown,
  files: string | Buffer | Readonly<Record<string, string | Buffer>>,
  order: 'declared first' | 'file first' = 'declared first',
) {
  const boundary = `----${randomUUID()}`;
  const parts = [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="declaration"\r\n\r\n${JSON.stringify(declaration)}\r\n`,
    ),
    ...Object.entries(typeof files === 'string' || Buffer.isBuffer(files) ? { file: files } : files).map(
      ([name, file]) =>
        Buffer.concat([
          Buffer.from(
            `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="people.csv"\r\nContent-Type: application/octet-stream\r\n\r\n`,
          ),
          Buffer.from(file),
          Buffer.from('\r\n'),
        ]),
    ),
  ];
  if (order === 'file first') parts.reverse();
  return {
    payload: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}
