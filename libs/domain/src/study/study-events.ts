import { z } from 'zod';
import { event, type EventOf } from '../shared/event.js';
import { sha256, slug, text } from '../shared/text.js';
import { Protocol, ProtocolV1 } from './protocol.js';
import { StudyResult, StudyResultV1 } from './result.js';

const reason = () => text(1000);
const run = () => z.uuid();
/** Of a new shape that only allows more: what was written before reads as it is, and keeps its hash. */
const same = <Data>(previous: Data): Data => previous;

const DraftV1 = z.strictObject({ protocol: ProtocolV1 });
const Draft = DraftV1.extend({ protocol: Protocol });
const RevisionV1 = z.strictObject({ protocol: ProtocolV1, reason: reason() });
const Revision = RevisionV1.extend({ protocol: Protocol });
const Amendment = { protocolHash: sha256(), exploratory: z.boolean() };
const Frozen = z.strictObject({ protocolHash: sha256() });
const DataSetRef = z.strictObject({ dataset: slug(), sha256: sha256() });

export const StudyDrafted = event('StudyDrafted', DraftV1).revised(Draft, same);
export const StudyProtocolRevised = event('StudyProtocolRevised', RevisionV1).revised(Revision, same);
export const StudyDataAttached = event('StudyDataAttached', DataSetRef);
export const StudyFrozen = event('StudyFrozen', Frozen);
export const StudyAmended = event('StudyAmended', RevisionV1.extend(Amendment)).revised(
  Revision.extend(Amendment),
  same,
);
/** `pattern` is a cron expression in Europe/Paris; null stops the schedule. */
export const StudyScheduled = event('StudyScheduled', z.strictObject({ pattern: text(60).nullable() }));
const Request = DataSetRef.extend({
  run: run(),
  protocolHash: sha256(),
  look: z.int().min(1),
  exploratory: z.boolean(),
});
/** `earlierInformation`: of the looks seen before this one, in that order. `last`: no look is to follow. */
export const StudyRunRequested = event('StudyRunRequested', Request).revised(
  Request.extend({ earlierInformation: z.array(z.number()), last: z.boolean() }),
  (previous) => ({ ...previous, earlierInformation: [], last: false }),
);
const Completed = z.strictObject({ run: run(), resultHash: sha256(), result: StudyResultV1 });
export const StudyRunCompleted = event('StudyRunCompleted', Completed).revised(
  Completed.extend({ result: StudyResult }),
  same,
);
const Refused = z.strictObject({
  run: run(),
  reasons: z.array(reason()).min(1),
  resultHash: sha256(),
  result: StudyResultV1,
});
/**
 * Carries the diagnostics that refused the study, never an estimate. `sealed` is the seal of the document that holds
 * it, which lies encrypted in the vault; null when none could be computed.
 */
export const StudyRunRefused = event('StudyRunRefused', Refused)
  .revised(Refused.extend({ sealed: sha256().nullable() }), (previous) => ({ ...previous, sealed: null }))
  .revised(Refused.extend({ sealed: sha256().nullable(), result: StudyResult }), same);
/** The sealed document of a refused run may be read from now on; it stays in the vault. */
export const StudyResultUnsealed = event('StudyResultUnsealed', z.strictObject({ run: run(), reason: reason() }));
/** Somebody was given an unsealed document. */
export const SealedResultRead = event('SealedResultRead', z.strictObject({ run: run(), reason: reason() }));
export const StudyRunFailed = event('StudyRunFailed', z.strictObject({ run: run(), reason: reason() }));
/** Given up before its end: nobody saw anything of it, so it was no look. */
export const StudyRunCancelled = event('StudyRunCancelled', z.strictObject({ run: run(), reason: reason() }));
/** Somebody was given the pseudonymised data of a run, to compute its result elsewhere. */
export const StudyDataExported = event('StudyDataExported', DataSetRef.extend({ run: run(), reason: reason() }));
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
  | EventOf<typeof StudyRunCancelled>
  | EventOf<typeof StudyDataExported>
  | EventOf<typeof StudyResultUnsealed>
  | EventOf<typeof SealedResultRead>
  | EventOf<typeof StudyResultReviewed>
  | EventOf<typeof StudyResultPublished>
  | EventOf<typeof StudyResultRetracted>;
