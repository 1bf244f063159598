import type { NewEvent, RecordedEvent } from '@impact-ledger/domain';
import { newId, type EventStore, type SubscribeOptions } from '@impact-ledger/ledger';

/** Events to append; a test names only what matters to it. */
export const given = {
  event: (change: Partial<NewEvent> = {}): NewEvent => ({
    id: newId(),
    type: 'ThingHappened',
    version: 1,
    data: { value: '1' },
    metadata: { actor: { id: 'tester', role: 'editor' }, correlationId: 'test', causationId: 'test' },
    ...change,
  }),
};

/** The name of a stream nobody used. */
export const givenStream = (): string => `thing-${newId()}`;

/** Waits for a condition. Throws when it does not come about in time. */
export async function until(condition: () => boolean | Promise<boolean>, milliseconds = 10_000): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited ${milliseconds} ms in vain for ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The first `count` events of a subscription. */
export async function collect(
  store: EventStore,
  options: SubscribeOptions,
  count: number,
): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const batch of store.subscribe(options)) {
    events.push(...batch);
    if (events.length >= count) break;
  }
  return events.slice(0, count);
}

/** The same call until the store answers, a moment apart: what a caller does on StoreUnavailable. */
export async function retry<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if ((error as Error).name !== 'StoreUnavailable') throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
