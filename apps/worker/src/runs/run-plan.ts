import {
  DomainError,
  readEvent,
  type DataSetEvent,
  type Protocol,
  type RecordedEvent,
  type StudyEvent,
} from '@impact-ledger/domain';
import { fingerprint } from '@impact-ledger/ledger';

/** What a requested run is to compute, as the study's stream says it. */
export interface RunPlan {
  readonly protocol: Protocol;
  readonly protocolHash: string;
  readonly dataset: string;
  readonly sha256: string;
  readonly look: number;
  readonly exploratory: boolean;
  readonly earlierInformation: readonly number[];
  readonly last: boolean;
}

const protocolOf = (recorded: RecordedEvent): unknown => (recorded.data as { readonly protocol?: unknown }).protocol;

/**
 * The plan of a run, with the protocol as it stood under the hash of the request: an amendment after the request
 * changes nothing.
 * @returns undefined when the run has ended already
 * @throws DomainError when the stream knows no such run, or when its protocol no longer matches its hash
 */
export function planRun(stream: readonly RecordedEvent[], run: string): RunPlan | undefined {
  let current: { protocol: Protocol; stored: unknown } | undefined;
  const frozen = new Map<string, { protocol: Protocol; stored: unknown }>();
  let plan: Omit<RunPlan, 'protocol'> | undefined;
  for (const recorded of stream) {
    const event = readEvent(recorded) as StudyEvent;
    switch (event.type) {
      case 'StudyDrafted':
      case 'StudyProtocolRevised':
        current = { protocol: event.data.protocol, stored: protocolOf(recorded) };
        break;
      case 'StudyFrozen':
        if (current) frozen.set(event.data.protocolHash, current);
        break;
      case 'StudyAmended':
        frozen.set(event.data.protocolHash, { protocol: event.data.protocol, stored: protocolOf(recorded) });
        break;
      case 'StudyRunRequested':
        if (event.data.run === run) plan = event.data;
        break;
      case 'StudyRunCompleted':
      case 'StudyRunRefused':
      case 'StudyRunFailed':
        if (event.data.run === run) return undefined;
        break;
      case 'StudyDataAttached':
      case 'StudyScheduled':
      case 'StudyResultUnsealed':
      case 'SealedResultRead':
      case 'StudyResultReviewed':
      case 'StudyResultPublished':
      case 'StudyResultRetracted':
        break;
    }
  }
  if (!plan) throw new DomainError('not_found', `The study has no run "${run}".`);
  const found = frozen.get(plan.protocolHash);
  // The hash is of the stored bytes, in the shape of their day; what runs is what they read as now.
  if (!found || fingerprint(found.stored) !== plan.protocolHash) {
    throw new DomainError('invalid', `No protocol of this study has the hash ${plan.protocolHash} that the run names.`);
  }
  return { ...plan, protocol: found.protocol };
}

/**
 * Rows of the registered data set.
 * @throws DomainError when it was erased, or is another file than the one the run names
 */
export function registeredRows(stream: readonly RecordedEvent[], dataset: string, sha256: string): number {
  const rows = new Map<string, number>();
  for (const recorded of stream) {
    const event = readEvent(recorded) as DataSetEvent;
    if (event.type === 'DataSetErased') {
      throw new DomainError('wrong_state', `Data set "${dataset}" was erased: this run can no longer be computed.`);
    }
    if (event.type === 'SubjectErased') {
      if (event.data.fromSha === sha256) {
        throw new DomainError(
          'wrong_state',
          `A person was erased from data set "${dataset}" since it was attached: attach it to the study again.`,
        );
      }
      rows.set(event.data.toSha, event.data.rows);
    } else {
      rows.set(event.data.sha256, event.data.rows);
    }
  }
  const found = rows.get(sha256);
  if (found === undefined) {
    throw new DomainError('not_found', `Data set "${dataset}" has no file with the SHA-256 ${sha256}.`);
  }
  return found;
}
