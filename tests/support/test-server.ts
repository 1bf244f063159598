/**
 * Starts or stops the PostgreSQL of a test run: `test-server.ts start|stop <data root>`.
 * A program of its own because Jest loads its global set-up as CommonJS. The server outlives this program, as it
 * outlives any supervisor that ends without stopping it; `stop` adopts it first.
 */
import { writeFileSync } from 'node:fs';
import { startPostgres } from '@impact-ledger/platform';

const [action, dataRoot] = process.argv.slice(2);
if (dataRoot === undefined || (action !== 'start' && action !== 'stop'))
  throw new Error('usage: test-server.ts start|stop <data root>');

const server = await startPostgres({ dataRoot, settings: { fsync: 'off', max_connections: '300' } });
if (action === 'start') writeFileSync(`${dataRoot}/url`, server.url, { mode: 0o600 });
else await server.stop();
