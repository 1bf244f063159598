/**
 * Rebuild of the read model of measurements beside the live one, while a reader asks it questions.
 *
 *   npm run bench -- projections [--measurements 1000000] [--rounds 1]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createPool, startPostgres } from '@impact-ledger/platform';
import { describeMachine } from '#report';
import { Databases } from '#run';
import { runRebuild } from '#projections/rebuild';

const { values } = parseArgs({
  options: { measurements: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '1' } },
});

const dataRoot = mkdtempSync(join(tmpdir(), 'impact-bench-'));
const server = await startPostgres({ dataRoot });
const admin = createPool(server.url, { applicationName: 'bench', max: 1 });
const clear = async (): Promise<void> => {
  await server.stop();
  rmSync(dataRoot, { recursive: true, force: true });
};
// The server outlives its starter by design: without this, Ctrl-C would leave it behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void clear().finally(() => process.exit(130)));
try {
  console.log(await describeMachine(admin));
  await new Databases(admin, server.url).use({ migrated: true }, (url) =>
    runRebuild(url, Number(values.measurements), Number(values.rounds)),
  );
} finally {
  await admin.end();
  await clear();
}
