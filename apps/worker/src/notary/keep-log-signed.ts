import { join } from 'node:path';
import {
  checkpointFile,
  fileAnchor,
  installationId,
  originName,
  runNotary,
  witnessAnchor,
  type Anchor,
  type EventStore,
} from '@impact-ledger/ledger';
import { parseVerifier } from '@impact-ledger/proof';
import type pg from 'pg';
import type { Logger } from 'pino';
import { keepDoing } from '../keep-doing.js';
import type { Settings } from '../settings.js';

export interface Signed {
  readonly pool: pg.Pool;
  readonly store: EventStore;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** Signs the log as it grows, until told to stop; one worker of all does, the others wait to take over. */
export function keepLogSigned(settings: Settings, { pool, store, signal, log }: Signed): Promise<void> {
  const kept = checkpointFile(join(settings.dataRoot, 'log', 'checkpoint'));
  const anchors = anchorsOf(settings);
  return keepDoing('notary', signal, log, () =>
    runNotary({
      pool,
      store,
      seed: settings.signingKey,
      origin: originName(settings.publicUrl, installationId(settings.signingKey)),
      kept,
      anchors,
      logger: log,
      signal,
    }),
  );
}

function anchorsOf({ anchorFile, witness }: Settings): Anchor[] {
  return [
    ...(anchorFile === undefined ? [] : [fileAnchor(anchorFile)]),
    ...(witness === undefined ? [] : [witnessAnchor(witness.url, parseVerifier(witness.key))]),
  ];
}
