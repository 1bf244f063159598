/** Emmett's PostgreSQL store, as its documentation sets it up: one new stream per append, expected not to exist. */
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { measure, told } from '#measure';
import { sampleEvent } from '#sample';

interface Emmett {
  getPostgreSQLEventStore: (url: string) => {
    schema: { migrate(): Promise<unknown> };
    appendToStream(stream: string, events: unknown[], options: { expectedStreamVersion: string }): Promise<unknown>;
    close(): Promise<void>;
  };
}

const peers = createRequire(new URL('../peers/package.json', import.meta.url));
const { getPostgreSQLEventStore } = (await import(
  pathToFileURL(peers.resolve('@event-driven-io/emmett-postgresql')).href
)) as Emmett;

const { url, batch, ...load } = told();
const store = getPostgreSQLEventStore(url);
await store.schema.migrate();
const figures = await measure(load, async (index) => {
  const events = Array.from({ length: batch }, (_, offset) => {
    const { type, data, metadata } = sampleEvent(index + offset);
    return { type, data, metadata };
  });
  await store.appendToStream(`measurement-${randomUUID()}`, events, { expectedStreamVersion: 'STREAM_DOES_NOT_EXIST' });
  return batch;
});
await store.close();
console.log(JSON.stringify(figures));
