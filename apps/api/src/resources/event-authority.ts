import { PERMISSIONS, type Action, type EventTypeName, type Role } from '@impact-ledger/domain';

/** The permission whose use each event records. */
const NEEDED: Readonly<Partial<Record<EventTypeName, Action>>> = {
  ProductRegistered: 'RegisterProduct',
  ProductPhaseChanged: 'ChangeProductPhase',
  IndicatorDefined: 'DefineIndicator',
  IndicatorRedefined: 'RedefineIndicator',
  IndicatorTargetSet: 'SetIndicatorTarget',
  IndicatorRetired: 'RetireIndicator',
  IndicatorDefinitionApproved: 'ApproveDefinition',
  MeasurementRecorded: 'RecordMeasurement',
  MeasurementCorrected: 'CorrectMeasurement',
  MeasurementWithdrawn: 'WithdrawMeasurement',
  DataSetRegistered: 'RegisterDataSet',
  DataSetErased: 'EraseDataSet',
  SubjectErased: 'EraseSubject',
  StudyDrafted: 'DraftStudy',
  StudyProtocolRevised: 'ReviseProtocol',
  StudyDataAttached: 'AttachData',
  StudyFrozen: 'FreezeStudy',
  StudyAmended: 'AmendStudy',
  StudyScheduled: 'ScheduleStudy',
  StudyRunRequested: 'RequestRun',
  StudyRunCompleted: 'CompleteRun',
  StudyRunRefused: 'CompleteRun',
  StudyRunFailed: 'FailRun',
  StudyRunCancelled: 'CancelRun',
  StudyDataExported: 'ExportReproduction',
  StudyResultUnsealed: 'UnsealResult',
  SealedResultRead: 'ReadSealedResult',
  StudyResultReviewed: 'ReviewResult',
  StudyResultPublished: 'PublishResult',
  StudyResultRetracted: 'RetractResult',
  TokenCreated: 'GrantToken',
  TokenRevoked: 'RevokeToken',
  LoginLinkCreated: 'GrantLogin',
};

export interface Authority {
  readonly permission: Action;
  /** Roles that have it in this release. */
  readonly roles: readonly Role[];
}

/** What gave the right to cause an event of this type; undefined where it was caused by another one's right. */
export function authorityOf(type: string): Authority | undefined {
  const permission = NEEDED[type as EventTypeName];
  return permission && { permission, roles: PERMISSIONS[permission] };
}
