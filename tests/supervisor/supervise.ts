/**
 * A supervising process for the tests: `supervise.ts <data root>`. Starts the server and writes one JSON line
 * {url, adopted, dataFolder}; on SIGINT or SIGTERM asks the server one last question, stops it, writes
 * {drained, messages} and ends.
 */
import { createPool, startPostgres } from '@impact-ledger/platform';

const [dataRoot] = process.argv.slice(2);
if (dataRoot === undefined) throw new Error('usage: supervise.ts <data root>');

const messages: string[] = [];
const server = await startPostgres({
  dataRoot,
  onProgress: (message) => messages.push(message),
  settings: { fsync: 'off' },
});
const pool = createPool(server.url, { applicationName: 'supervise', max: 1 });
await pool.query('select 1');
const { url, adopted, dataFolder } = server;

const alive = setInterval(() => undefined, 60_000);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void drain());
}
// Last: whoever reads this line may send a signal at once.
process.stdout.write(`${JSON.stringify({ url, adopted, dataFolder, messages })}\n`);

async function drain(): Promise<void> {
  const { rows } = await pool.query<{ answer: number }>('select 42 as answer');
  await pool.end();
  await server.stop();
  clearInterval(alive);
  process.stdout.write(`${JSON.stringify({ drained: rows[0]?.answer === 42, messages })}\n`);
}
