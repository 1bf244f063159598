import type { Actor } from '../shared/actor.js';
import { fold, type Command, type Decider } from '../shared/decider.js';
import type { DomainEvent } from '../shared/event.js';

export const author: Actor = { id: 'claire', role: 'analyst' };
export const colleague: Actor = { id: 'amadou', role: 'analyst' };

/** Reads as the rule it tests: given these events, when this command comes, then those events follow. */
export const given = <C extends Command, State, E extends DomainEvent>(
  decider: Decider<C, State, E>,
  events: readonly E[],
  by: Actor = author,
) => ({
  when: (command: C, actor: Actor = author): readonly E[] =>
    decider.decide(
      command,
      fold(
        decider,
        events.map((event) => ({ event, by })),
      ),
      { actor, at: '2026-03-02T09:00:00.000Z' },
    ),
});
