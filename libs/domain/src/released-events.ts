import type { DomainEvent, EventDefinition } from './shared/event.js';
import type { RecordedEvent } from './shared/envelope.js';
import * as product from './product/product.js';
import * as indicator from './indicator/indicator.js';
import * as measurement from './measurement/measurement.js';
import * as dataset from './dataset/dataset.js';
import * as account from './account/account.js';
import * as log from './log/log.js';
import * as study from './study/study-events.js';

/** Every event that was ever released, by type. */
export const RELEASED_EVENTS = {
  ProductRegistered: product.ProductRegistered,
  ProductPhaseChanged: product.ProductPhaseChanged,
  IndicatorDefined: indicator.IndicatorDefined,
  IndicatorRedefined: indicator.IndicatorRedefined,
  IndicatorTargetSet: indicator.IndicatorTargetSet,
  IndicatorRetired: indicator.IndicatorRetired,
  IndicatorDefinitionApproved: indicator.IndicatorDefinitionApproved,
  MeasurementRecorded: measurement.MeasurementRecorded,
  MeasurementCorrected: measurement.MeasurementCorrected,
  MeasurementWithdrawn: measurement.MeasurementWithdrawn,
  DataSetRegistered: dataset.DataSetRegistered,
  DataSetErased: dataset.DataSetErased,
  SubjectErased: dataset.SubjectErased,
  StudyDrafted: study.StudyDrafted,
  StudyProtocolRevised: study.StudyProtocolRevised,
  StudyDataAttached: study.StudyDataAttached,
  StudyFrozen: study.StudyFrozen,
  StudyAmended: study.StudyAmended,
  StudyScheduled: study.StudyScheduled,
  StudyRunRequested: study.StudyRunRequested,
  StudyRunCompleted: study.StudyRunCompleted,
  StudyRunRefused: study.StudyRunRefused,
  StudyRunFailed: study.StudyRunFailed,
  StudyRunCancelled: study.StudyRunCancelled,
  StudyDataExported: study.StudyDataExported,
  StudyResultUnsealed: study.StudyResultUnsealed,
  SealedResultRead: study.SealedResultRead,
  StudyResultReviewed: study.StudyResultReviewed,
  StudyResultPublished: study.StudyResultPublished,
  StudyResultRetracted: study.StudyResultRetracted,
  AccountCreated: account.AccountCreated,
  AccountRoleChanged: account.AccountRoleChanged,
  TokenCreated: account.TokenCreated,
  TokenRevoked: account.TokenRevoked,
  LoginLinkCreated: account.LoginLinkCreated,
  BackupRestored: log.BackupRestored,
} as const;

export type EventTypeName = keyof typeof RELEASED_EVENTS;
export type EventData<Type extends EventTypeName> =
  (typeof RELEASED_EVENTS)[Type] extends EventDefinition<Type, infer Data> ? Data : never;

export const isReleased = (type: string): type is EventTypeName => Object.hasOwn(RELEASED_EVENTS, type);

/** The domain event in a stored envelope, brought to its current shape. Throws RangeError on a type from a newer release. */
export function readEvent(recorded: Pick<RecordedEvent, 'type' | 'version' | 'data'>): DomainEvent {
  if (!isReleased(recorded.type)) {
    throw new RangeError(`Event type "${recorded.type}" was written by a newer release: upgrade before reading.`);
  }
  return RELEASED_EVENTS[recorded.type].read(recorded.version, recorded.data);
}
