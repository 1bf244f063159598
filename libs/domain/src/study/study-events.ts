import { z } from 'zod';
import { event, type EventOf } from '../shared/event.js';
import { sha256, slug, text } from '../shared/text.js';
import { Protocol } from './protocol.js';
import { StudyResult } from './result.js';

const reason = () => text(1000);
const run = () => z.uuid();

const Draft = z.strictObject({ protocol: Protocol });
const Revision = z.strictObject({ protocol: Protocol, reason: reason() });
const Frozen = z.strictObject({ protocolHash: sha256() });
const DataSetRef = z.strictObject({ dataset: slug(), sha256: sha256() });

export const StudyDrafted = event('StudyDrafted', Draft);
export const StudyProtocolRevised = event('StudyProtocolRevised', Revision);
export const StudyDataAttached = event('StudyDataAttached', DataSetRef);
export const StudyFrozen = event('StudyFrozen', Frozen);
export const StudyAmended = event(
  'StudyAmended',
  Revision.extend({ protocolHash: sha256(), exploratory: z.boolean() }),
);
/** `pattern` is a cron expression in Europe/Paris; null stops the schedule. */
export const StudyScheduled = event('StudyScheduled', z.strictObject({ pattern: text(60).nullable() }));
export const StudyRunRequested = event(
  'StudyRunRequested',
  DataSetRef.extend({ run: run(), protocolHash: sha256(), look: z.int().min(1), exploratory: z.boolean() }),
);
export const StudyRunCompleted = event(
  'StudyRunCompleted',
  z.strictObject({ run: run(), resultHash: sha256(), result: StudyResult }),
);
const Refused = z.strictObject({
  run: run(),
  reasons: z.array(reason()).min(1),
  resultHash: sha256(),
  result: StudyResult,
});
/**
 * Carries the diagnostics that refused the study, never an estimate. `sealed` is the seal of the document that holds
 * it, which lies encrypted in the vault; null when none could be computed.
 */
export const StudyRunRefused = event('StudyRunRefused', Refused).revised(
  Refused.extend({ sealed: sha256().nullable() }),
  (previous) => ({ ...previous, sealed: null }),
);
/** The sealed document of a refused run may be read from now on; it stays in the vault. */
export const StudyResultUnsealed = event('StudyResultUnsealed', z.strictObject({ run: run(), reason: reason() }));
/** Somebody was given an unsealed document. */
export const SealedResultRead = event('SealedResultRead', z.strictObject({ run: run(), reason: reason() }));
export const StudyRunFailed = event('StudyRunFailed', z.strictObject({ run: run(), reason: reason() }));
export const StudyResultReviewed = event(
  'StudyResultReviewed',
  z.strictObject({ run: run(), decision: z.enum(['accepted', 'rejected']), comment: reason() }),
);
export const StudyResultPublished = event('StudyResultPublished', z.strictObject({ run: run() }));
export const StudyResultRetracted = event('StudyResultRetracted', z.strictObject({ run: run(), reason: reason() }));

export type StudyEvent =
  | EventOf<typeof StudyDrafted>
  | EventOf<typeof StudyProtocolRevised>
  | EventOf<typeof StudyDataAttached>
  | EventOf<typeof StudyFrozen>
  | EventOf<typeof StudyAmended>
  | EventOf<typeof StudyScheduled>
  | EventOf<typeof StudyRunRequested>
  | EventOf<typeof StudyRunCompleted>
  | EventOf<typeof StudyRunRefused>
  | EventOf<typeof StudyRunFailed>
  | EventOf<typeof StudyResultUnsealed>
  | EventOf<typeof SealedResultRead>
  | EventOf<typeof StudyResultReviewed>
  | EventOf<typeof StudyResultPublished>
  | EventOf<typeof StudyResultRetracted>;
