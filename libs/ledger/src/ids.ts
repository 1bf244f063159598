import { hash } from 'node:crypto';
import { parse, stringify, v7 } from 'uuid';
import { canonicalJson } from './canonical.js';

/** Namespaces of our name-based ids: random once, the same for ever. */
const COMMANDS = parse('6f0c4c1e-9d53-4b0e-8f0b-2f1f6c0a7d41');
const MEASUREMENTS = parse('b7a9a3f2-54d1-4b7c-9f35-0d6e5a1c88e2');

/** RFC 9562, section 5.5. An import makes three for each row: the digest in one call, where `v5` of uuid takes five. */
function named(name: string, namespace: Uint8Array): string {
  const bytes = hash('sha1', Buffer.concat([namespace, Buffer.from(name)]), 'buffer').subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return stringify(bytes);
}

/** The id of a command from whoever sends it and their `Idempotency-Key`: the same pair, the same id (UUIDv5). */
export const commandId = (actorId: string, key: string): string => named(canonicalJson([actorId, key]), COMMANDS);

/** The id of the event at `index` (from 0) among those a command makes (UUIDv5). */
export const eventId = (command: string, index: number): string => named(String(index), parse(command));

/** The id of a data point: one cell of indicator, definition version, period and breakdown, one stream (UUIDv5). */
export const measurementId = (cell: {
  readonly indicator: string;
  readonly definitionVersion: number;
  readonly period: string;
  readonly breakdown: Readonly<Record<string, string>>;
}): string => {
  const { indicator, definitionVersion, period, breakdown } = cell;
  return named(canonicalJson({ indicator, definitionVersion, period, breakdown }), MEASUREMENTS);
};

/** An id for a command that came without a key; sorts by time (UUIDv7). */
export const newId = (): string => v7();
