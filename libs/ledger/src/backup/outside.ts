import { openCheckpoint, parseCheckpoint, parseVerifier, sameHash } from '@impact-ledger/proof';
import type { OpenBackup } from './open-backup.js';

/** A checkpoint that was kept out of the database, and where. */
export interface Outside {
  readonly place: string;
  readonly note: string;
}

/** At which sizes the checkpoints kept outside must be compared. */
export const sizesOf = (outside: readonly Outside[]): number[] =>
  outside.flatMap(({ note }) => {
    try {
      return [parseCheckpoint(note).size];
    } catch {
      return [];
    }
  });

/**
 * What would be given up by going back to this backup, by the checkpoints kept outside the database: a sentence, and the
 * checkpoint. Undefined when the backup is at or after all of them.
 */
export function lossAgainst(
  { manifest, log, roots }: OpenBackup,
  outside: readonly Outside[],
): (Outside & { readonly what: string }) | undefined {
  const found = outside.flatMap((one) => {
    const what = lossOf(one);
    return what === undefined ? [] : [{ ...one, what }];
  });
  return found.sort((a, b) => sizeOf(b.note) - sizeOf(a.note))[0];

  function lossOf({ note, place }: Outside): string | undefined {
    let checkpoint;
    try {
      const { origin } = parseCheckpoint(note);
      const named = log.findLast((row) => row.kind === 'origin');
      if (named?.kind !== 'origin' || named.origin !== origin) {
        return `The last checkpoint, kept in ${place}, is of the log ${origin}, which the backup does not know or had left behind.`;
      }
      checkpoint = openCheckpoint(note, parseVerifier(named.verifierKey));
    } catch (error) {
      return `The last checkpoint, kept in ${place}, cannot be used: ${(error as Error).message}`;
    }
    const { size, root } = checkpoint;
    if (size > manifest.events.count) {
      return `The backup has ${manifest.events.count} events, but ${size} were signed, says the checkpoint kept in ${place}.`;
    }
    const own = roots.get(size);
    if (own && sameHash(own, root)) return undefined;
    return `The first ${size} events of the backup are not those that were signed, says the checkpoint kept in ${place}.`;
  }
}

function sizeOf(note: string): number {
  try {
    return parseCheckpoint(note).size;
  } catch {
    return -1;
  }
}
