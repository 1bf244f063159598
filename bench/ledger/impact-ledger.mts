/** Our store: one new stream per append, expected to be absent. */
import { randomUUID } from 'node:crypto';
import type { NewEvent } from '@impact-ledger/domain';
import { createPostgresEventStore } from '@impact-ledger/ledger';
import { measure, told } from '#measure';
import { sampleEvent } from '#sample';

const { url, batch, ...load } = told();
const store = createPostgresEventStore({ url });
const figures = await measure(load, async (index) => {
  const events = Array.from({ length: batch }, (_, offset) => sampleEvent(index + offset) as unknown as NewEvent);
  await store.append({ stream: `measurement-${randomUUID()}`, expected: 'absent', events });
  return batch;
});
await store.close();
console.log(JSON.stringify(figures));
