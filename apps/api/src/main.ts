import { prepareDatabase } from '@impact-ledger/application';
import {
  createLogger,
  createPool,
  keptMasterKey,
  keptSigningKey,
  readEnvironment,
  resolveDataRoot,
} from '@impact-ledger/platform';
import { createApi } from './create-api.js';
import { publicationPolicy } from './publication-policy.js';

/** A stop that takes longer than this is no stop. */
const LAST_WORD_MS = 20_000;

async function main(): Promise<void> {
  const environment = readEnvironment();
  const { databaseUrl, kurrentdbUrl, host, port, publicUrl, locale, logLevel } = environment;
  if (databaseUrl === undefined) {
    throw new Error(
      'DATABASE_URL is not set: name the database of the ledger, or run `npm start`, which brings one and starts the API on it.',
    );
  }
  const dataRoot = resolveDataRoot(environment.dataRoot).path;
  const logger = createLogger({ name: 'api', level: logLevel });
  const masterKey = environment.masterKey ?? keptMasterKey(dataRoot).key;
  const signingKey = environment.signingKey ?? keptSigningKey(dataRoot).key;

  const pool = createPool(databaseUrl, { applicationName: 'impact api start', max: 1 });
  await prepareDatabase(pool).finally(() => pool.end());
  const app = await createApi({
    publication: publicationPolicy(environment.publication),
    databaseUrl,
    kurrentdbUrl,
    dataRoot,
    masterKey,
    signingKey,
    logger,
    locale,
    publicUrl,
  });
  await app.listen({ host, port });

  let leaving = false;
  const leave = (reason: string): void => {
    if (leaving) return;
    leaving = true;
    logger.info({ reason }, 'stopping');
    setTimeout(() => process.exit(1), LAST_WORD_MS).unref();
    app.close().then(
      () => process.exit(0),
      (error: Error) => {
        logger.error({ reason: error.message }, 'did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => leave('SIGTERM'));
  process.on('SIGINT', () => leave('SIGINT'));
  logger.info({ address: await app.getUrl() }, 'ready');
}

main().catch((error: unknown) => {
  console.error(`api: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
