import { z } from 'zod';
import { Actor } from './actor.js';

export const EventMetadata = z.strictObject({
  actor: Actor,
  reason: z.string().optional(),
  correlationId: z.string(),
  /** The command that caused the event. */
  causationId: z.string(),
  /** SHA-256 of the command's canonical JSON: tells a repeated command from another one under the same key. */
  commandHash: z.string().optional(),
});
export type EventMetadata = z.infer<typeof EventMetadata>;

/** An event as handed to a store. */
export interface NewEvent {
  /** UUID; the same id appended twice is stored once. */
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly data: unknown;
  readonly metadata: EventMetadata;
}

/** An event as every store gives it back; `data` in the shape of `version`, exactly as stored. */
export interface RecordedEvent extends NewEvent {
  /** `<category>-<id>`, no dash in the category. */
  readonly stream: string;
  /** From 0 in its stream. */
  readonly revision: number;
  /** Global order; opaque and comparable, per store. */
  readonly position: bigint;
  /** UTC, milliseconds, never earlier than the event before it in its stream; in the log, see the store. */
  readonly recordedAt: string;
}
