/** The projector from an empty read model to the head of a log, all projections: told { url }. */
import { createPostgresEventStore } from '@impact-ledger/ledger';
import { createPool } from '@impact-ledger/platform';
import { createReadDatabase, runProjector, waitForPosition } from '@impact-ledger/readmodel';

const { url } = JSON.parse(process.argv[2] ?? '') as { url: string };
const pool = createPool(url, { applicationName: 'bench projector', max: 4 });
const store = createPostgresEventStore({ url });
const head = await store.head();
const stop = new AbortController();

const start = performance.now();
const projecting = runProjector({ pool, store, signal: stop.signal });
const reached = await waitForPosition(createReadDatabase(pool), head, 600_000);
const seconds = (performance.now() - start) / 1000;

stop.abort();
await projecting;
const { rows } = await pool.query<{ count: string }>('select count(*) as count from read.measurement');
await store.close();
await pool.end();
if (!reached || Number(rows[0]?.count) !== Number(head))
  throw new Error(`the read model holds ${rows[0]?.count} rows for ${head} events`);
console.log(JSON.stringify({ perSecond: Number(head) / seconds, median: seconds * 1000, p99: seconds * 1000 }));
