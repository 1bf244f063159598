import { createLogger } from '@impact-ledger/platform';
import { readSettings } from './settings.js';
import { startWorker, type RunningWorker } from './start-worker.js';

/** A stop that takes longer than this is no stop. */
const LAST_WORD_MS = 30_000;

async function main(): Promise<void> {
  const settings = readSettings();
  const log = createLogger({ name: 'worker', level: settings.logLevel });
  const worker = await startWorker(settings, log);

  let leaving = false;
  const leave = (code: number, reason: string): void => {
    if (leaving) return;
    leaving = true;
    log.info({ reason }, 'stopping');
    setTimeout(() => process.exit(code || 1), LAST_WORD_MS).unref();
    void stopped(worker).then(() => process.exit(code));
  };
  const stopped = async (running: RunningWorker): Promise<void> => {
    await running.stop().catch((error: Error) => log.error({ reason: error.message }, 'did not stop cleanly'));
    log.info('stopped');
  };
  process.on('SIGTERM', () => leave(0, 'SIGTERM'));
  process.on('SIGINT', () => leave(0, 'SIGINT'));
  worker.failed.catch((error: Error) => {
    log.fatal({ reason: error.message, stack: error.stack }, 'cannot go on');
    leave(1, error.message);
  });
  log.info('ready');
}

main().catch((error: unknown) => {
  console.error(`worker: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
