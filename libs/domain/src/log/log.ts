import { z } from 'zod';
import { event, type EventOf } from '../shared/event.js';
import { sha256, text } from '../shared/text.js';

/**
 * The ledger was restored from a backup: what comes after was recorded on top of it. Where events that had been signed
 * were given up, it names the last checkpoint of them; the reason stands in the metadata.
 */
export const BackupRestored = event(
  'BackupRestored',
  z.strictObject({
    takenAt: z.iso.datetime(),
    /** Events in the backup. */
    events: z.int().min(0),
    /** Root of their Merkle tree, in hexadecimal. */
    root: sha256(),
    lost: z
      .strictObject({
        /** The last checkpoint before, as signed; null when none is known. */
        abandoned: z.string().max(20_000).nullable(),
        /** Name of the log that begins here. */
        origin: text(400),
      })
      .optional(),
    /** Data sets of the backup of which something was erased since: it stays erased. */
    erased: z.array(text(200)),
  }),
);

export type LogEvent = EventOf<typeof BackupRestored>;

/** Where such events stand. */
export const RESTORES_STREAM = 'log-restores';
