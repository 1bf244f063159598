import type { Actor, Role } from './shared/actor.js';
import type { ProductCommand } from './product/product.js';
import type { IndicatorCommand } from './indicator/indicator.js';
import type { MeasurementCommand } from './measurement/measurement.js';
import type { DataSetCommand } from './dataset/dataset.js';
import type { AccountCommand } from './account/account.js';
import type { StudyCommand } from './study/study-commands.js';

export type CommandType = (
  ProductCommand | IndicatorCommand | MeasurementCommand | DataSetCommand | StudyCommand | AccountCommand
)['type'];
export type ReadAction = 'ReadPublished' | 'ReadRecord' | 'ReadAudit';
export type Action = CommandType | ReadAction;

const READERS: readonly Role[] = ['viewer', 'editor', 'coach', 'analyst', 'sponsor', 'auditor', 'admin', 'worker'];

/** Who may do what. What is not written here nobody may. A coach challenges figures, so never authors one. */
export const PERMISSIONS: Readonly<Record<Action, readonly Role[]>> = {
  RegisterProduct: ['editor', 'admin'],
  ChangeProductPhase: ['editor', 'admin'],
  DefineIndicator: ['editor', 'admin'],
  RedefineIndicator: ['editor', 'admin'],
  SetIndicatorTarget: ['editor', 'admin'],
  RetireIndicator: ['editor', 'admin'],
  ApproveDefinition: ['editor', 'analyst', 'sponsor'],
  RecordMeasurement: ['editor', 'ingest', 'admin'],
  CorrectMeasurement: ['editor', 'ingest', 'admin'],
  WithdrawMeasurement: ['editor', 'admin'],
  RegisterDataSet: ['analyst', 'admin'],
  EraseDataSet: ['admin'],
  EraseSubject: ['admin'],
  DraftStudy: ['analyst', 'admin'],
  ReviseProtocol: ['analyst', 'admin'],
  AttachData: ['analyst', 'admin'],
  FreezeStudy: ['analyst', 'admin'],
  AmendStudy: ['analyst', 'admin'],
  ScheduleStudy: ['analyst', 'admin'],
  RequestRun: ['analyst', 'admin', 'worker'],
  CompleteRun: ['worker'],
  FailRun: ['worker'],
  CancelRun: ['analyst', 'admin'],
  ExportReproduction: ['analyst'],
  ReviewResult: ['analyst', 'admin'],
  PublishResult: ['editor', 'analyst', 'admin'],
  RetractResult: ['editor', 'analyst', 'admin'],
  UnsealResult: ['analyst'],
  ReadSealedResult: ['analyst', 'sponsor', 'auditor'],
  GrantToken: ['admin'],
  GrantLogin: ['admin'],
  RevokeToken: ['admin'],
  ReadPublished: [...READERS, 'ingest', 'public'],
  ReadRecord: READERS,
  ReadAudit: ['auditor', 'analyst', 'admin'],
};

/** The actor may not do this. */
export class Forbidden extends Error {
  override readonly name = 'Forbidden';

  constructor(
    readonly actor: Actor,
    readonly action: Action,
  ) {
    super(`Role "${actor.role}" may not ${action}: ask one of ${PERMISSIONS[action].join(', ')}.`);
  }
}

/** The one place that says who may. Throws {@link Forbidden}. */
export function authorise(actor: Actor, action: Action): void {
  if (!PERMISSIONS[action].includes(actor.role)) throw new Forbidden(actor, action);
}
