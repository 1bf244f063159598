import { z } from 'zod';
import { Protocol } from './protocol.js';

/**
 * The protocol as JSON Schema, draft 2020-12: its shape, for editors and other programs. What its parts have to do with
 * each other (a horizon within the follow-up, no arms that look into the future) only the ledger checks.
 */
export const protocolJsonSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(Protocol, { io: 'input' }),
  title: 'Protocol of a study',
});
