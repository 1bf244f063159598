/** `KURRENTDB_URL=... npm run bench -- kurrent`: the event store on the server that it names. */
import { randomUUID } from 'node:crypto';
import { commandId, createKurrentEventStore, eventId } from '@impact-ledger/ledger';
import { measure } from '#measure';
import { sampleEvent } from '#sample';

const server = process.env['KURRENTDB_URL'];
if (!server) {
  console.error('Set KURRENTDB_URL to the server to measure: it keeps what is written, in a ledger of its own.');
  process.exit(2);
}
const ledger = `bench${randomUUID().slice(0, 8)}`;
const store = createKurrentEventStore({ url: `${server}${server.includes('?') ? '&' : '?'}ledger=${ledger}` });
const times = { warmUp: 2_000, time: 5_000 };

const append = async (ids: readonly string[]): Promise<number> => {
  const events = ids.map((id, index) => ({ ...sampleEvent(index), id }) as never);
  await store.append({ stream: `bench-${randomUUID()}`, expected: 'absent', events });
  return ids.length;
};
const single = (): Promise<number> => append([randomUUID()]);
const keyed = (): Promise<number> => append([eventId(commandId('bench', randomUUID()), 0)]);
const batch = (): Promise<number> => append(Array.from({ length: 500 }, () => randomUUID()));

const rows: readonly (readonly [string, number, () => Promise<number>])[] = [
  ['one caller, one event a call', 1, single],
  ['64 callers, one event a call', 64, single],
  ['64 callers, one event a call, with an Idempotency-Key', 64, keyed],
  ['one caller, 500 events a call', 1, batch],
];
console.log('| | events/s | a call, median / 99 % ms |\n| --- | ---: | ---: |');
for (const [name, callers, call] of rows) {
  const { perSecond, median, p99 } = await measure({ callers, ...times }, call);
  console.log(`| ${name} | ${perSecond.toFixed(0)} | ${median.toFixed(1)} / ${p99.toFixed(1)} |`);
}

const head = await store.head();
const begun = performance.now();
const over = new AbortController();
let read = 0;
for await (const events of store.subscribe({ signal: over.signal, batchSize: 1_000 })) {
  read += events.length;
  if (events.at(-1)?.position === head) break;
}
console.log(
  `| catch-up of ${read} events by a subscription | ${((read / (performance.now() - begun)) * 1_000).toFixed(0)} | |`,
);
await store.close();
