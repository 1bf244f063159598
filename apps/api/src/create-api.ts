import 'reflect-metadata';
import { join } from 'node:path';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import { readEngine } from '@impact-ledger/application';
import { DEFAULT_POLICY, type Engine, type Locale, type PublicationPolicy } from '@impact-ledger/domain';
import { createVault, newId, openEventStore, Scratch } from '@impact-ledger/ledger';
import { createPool } from '@impact-ledger/platform';
import { createReadDatabase } from '@impact-ledger/readmodel';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { ApiModule } from './api.module.js';
import { acceptBodies } from './http/bodies.js';
import { DocsController } from './openapi/docs.controller.js';
import { openApiDocument } from './openapi/document.js';
import { answerUnreadable, answerUnroutable } from './problems/before-routing.js';
import type { Resources } from './resources.js';

export interface ApiOptions {
  readonly databaseUrl: string;
  /** Where the events are, when not in that database. */
  readonly kurrentdbUrl?: string | undefined;
  /** Folder of the installation: the vault is in it. */
  readonly dataRoot: string;
  readonly masterKey: Uint8Array;
  /** Seed of the key that signs the log, for receipts. */
  readonly signingKey?: Uint8Array;
  readonly logger: Logger;
  readonly locale?: Locale;
  readonly publicUrl?: string | undefined;
  readonly patienceMs?: number;
  readonly largestFile?: number;
  readonly publication?: PublicationPolicy;
  /** A query that takes longer is given up, and the request answered with 503; 15 seconds unless told. */
  readonly queryTimeoutMs?: number;
}

const LARGEST_BODY = 1_048_576;
const LARGEST_FILE = 2 * 1024 ** 3;

/** The API on a migrated database, ready to `listen` or `inject`; `close` closes all it opened. */
export async function createApi(options: ApiOptions): Promise<NestFastifyApplication> {
  const { resources, close } = openResources(options, await readEngine());
  try {
    // What an API that was killed had received, or decrypted: people in clear.
    await Promise.all([resources.vault.sweep(), new Scratch(resources.scratch).sweep()]);
    const adapter = new FastifyAdapter({
      bodyLimit: LARGEST_BODY,
      routerOptions: { maxParamLength: 300 },
      requestTimeout: 600_000,
      genReqId: newId,
      frameworkErrors: answerUnroutable,
      clientErrorHandler: answerUnreadable,
      // Behind a proxy that the operator has set up, it tells who asked and by which protocol.
      trustProxy: options.publicUrl !== undefined,
    });
    const app = await NestFactory.create<NestFastifyApplication>(ApiModule.register(resources), adapter, {
      logger: ['warn', 'error', 'fatal'],
      abortOnError: false,
      bodyParser: false,
    });
    await prepareHttp(app, resources.log);
    app.getHttpAdapter().getInstance().addHook('onClose', close);
    await app.init();
    app.get(DocsController).publish(openApiDocument(app));
    return app;
  } catch (error) {
    await close();
    throw error;
  }
}

function openResources(
  options: ApiOptions,
  engine: Engine,
): { readonly resources: Resources; readonly close: () => Promise<void> } {
  const { databaseUrl, dataRoot, masterKey, logger, locale = 'en', publicUrl } = options;
  const onError = (error: Error): void => logger.warn({ reason: error.message }, 'a database connection was lost');
  const pool = createPool(databaseUrl, {
    applicationName: 'impact api',
    max: 10,
    onError,
  });
  // Without limits, a request to a server that hangs would hang with it. Of this pool alone: migrations may take long.
  const limit = options.queryTimeoutMs ?? 15_000;
  Object.assign(pool.options, { statement_timeout: limit, query_timeout: limit, connectionTimeoutMillis: limit });
  const store = openEventStore(options);
  const scratch = join(dataRoot, 'scratch');
  const resources: Resources = {
    store,
    pool,
    db: createReadDatabase(pool),
    vault: createVault({ folder: join(dataRoot, 'vault'), scratch, masterKey }),
    signingKey: options.signingKey,
    log: logger,
    scratch: join(dataRoot, 'incoming'),
    locale,
    publicUrl,
    patienceMs: options.patienceMs ?? 5000,
    largestFile: options.largestFile ?? LARGEST_FILE,
    engine,
    publication: options.publication ?? DEFAULT_POLICY,
  };
  const close = async (): Promise<void> => {
    await Promise.allSettled([store.close(), pool.end()]);
  };
  return { resources, close };
}

async function prepareHttp(app: NestFastifyApplication, log: Logger): Promise<void> {
  // Before the plug-in for files adds its own reader.
  acceptBodies(app.getHttpAdapter().getInstance());
  await app.register(cookie);
  await app.register(multipart, { throwFileSizeLimit: true });
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    // The stats pages and their data are for everybody, other sites included.
    crossOriginResourcePolicy: false,
  });
  const http = app.getHttpAdapter().getInstance();
  http.addHook('onResponse', async (request, reply) => {
    // The pattern of the route, never the address: that of a sign-in link is a secret.
    const { method, id, actor } = request;
    const route = request.routeOptions.url ?? 'unknown';
    const ms = Math.round(reply.elapsedTime);
    log.debug({ request: id, method, route, status: reply.statusCode, ms, account: actor?.id }, 'answered');
  });
}
