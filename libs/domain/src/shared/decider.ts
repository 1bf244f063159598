import type { DomainEvent } from './event.js';
import type { Actor } from './actor.js';
import type { Fault } from './faults.js';

/** Who asks, and when: time and identity arrive with the command, so that deciding stays pure. */
export interface CommandContext {
  readonly actor: Actor;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface Command<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}

/** The rules of one aggregate: what is known from its events, and which events a command adds. */
export interface Decider<C extends Command, State, E extends DomainEvent> {
  readonly initial: State;
  /** `by`: the account that caused the event, for rules on who may act next. */
  evolve(state: State, event: E, by: Actor): State;
  /** The events that follow, none when nothing changes. Throws {@link DomainError} when a rule is broken. */
  decide(command: C, state: State, context: CommandContext): readonly E[];
}

export type DomainErrorKind = 'already_exists' | 'not_found' | 'wrong_state' | 'invalid' | 'four_eyes';

/** A broken rule, told so that the reader knows what happened, where, and what to do. */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly kind: DomainErrorKind,
    message: string,
    /** JSON pointers into the command's data, when the rule concerns a field. */
    readonly pointers: readonly Fault[] = [],
  ) {
    super(message);
  }
}

/** An event of the past, with the account that caused it. */
export interface Fact<E extends DomainEvent> {
  readonly event: E;
  readonly by: Actor;
}

/** The state after these events. */
export const fold = <C extends Command, State, E extends DomainEvent>(
  decider: Decider<C, State, E>,
  facts: readonly Fact<E>[],
): State => facts.reduce((state, { event, by }) => decider.evolve(state, event, by), decider.initial);
