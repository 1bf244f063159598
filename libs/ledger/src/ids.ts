import { v5, v7 } from 'uuid';
import { canonicalJson } from './canonical.js';

/** Namespaces of our name-based ids: random once, the same for ever. */
const COMMANDS = '6f0c4c1e-9d53-4b0e-8f0b-2f1f6c0a7d41';
const MEASUREMENTS = 'b7a9a3f2-54d1-4b7c-9f35-0d6e5a1c88e2';

/** The id of a command from whoever sends it and their `Idempotency-Key`: the same pair, the same id (UUIDv5). */
export const commandId = (actorId: string, key: string): string => v5(canonicalJson([actorId, key]), COMMANDS);

/** The id of the event at `index` (from 0) among those a command makes (UUIDv5). */
export const eventId = (command: string, index: number): string => v5(String(index), command);

/** The id of a data point: one cell of indicator, definition version, period and breakdown, one stream (UUIDv5). */
export const measurementId = (cell: {
  readonly indicator: string;
  readonly definitionVersion: number;
  readonly period: string;
  readonly breakdown: Readonly<Record<string, string>>;
}): string => {
  const { indicator, definitionVersion, period, breakdown } = cell;
  return v5(canonicalJson({ indicator, definitionVersion, period, breakdown }), MEASUREMENTS);
};

/** An id for a command that came without a key; sorts by time (UUIDv7). */
export const newId = (): string => v7();
