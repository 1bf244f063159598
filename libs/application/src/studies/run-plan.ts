import {
  DomainError,
  partFileOf,
  readEvent,
  type DataSetEvent,
  type Engine,
  type Protocol,
  type RecordedEvent,
  type RunInputs,
  type StudyEvent,
  type StudyResult,
} from '@impact-ledger/domain';
import { fingerprint } from '@impact-ledger/ledger';
import type { RegisteredFiles } from '../datasets/open-data-set.js';

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
  /** The protocol as the log stores it: canonical JSON of it has the hash. */
  readonly stored: unknown;
}

/** How a run ended: with a document, or with the reason why there is none. */
export type RunEnd =
  | {
      readonly status: 'completed' | 'refused';
      readonly position: bigint;
      readonly result: StudyResult;
      /** The document as the log stores it. */
      readonly stored: unknown;
      readonly resultHash: string;
      /** Seal of the document with the estimate of a refused run, if there is one. */
      readonly sealed: string | null;
    }
  | { readonly status: 'failed' | 'cancelled'; readonly position: bigint; readonly reason: string };

/** A run as its study's stream tells it. */
export interface RecordedRun {
  readonly plan: RunPlan;
  /** Undefined while it is under way. */
  readonly end: RunEnd | undefined;
}

const protocolOf = (recorded: RecordedEvent): unknown => (recorded.data as { readonly protocol?: unknown }).protocol;

/**
 * A run with the protocol as it stood under the hash of the request: an amendment after the request changes nothing.
 * @throws DomainError when the stream knows no such run, or when its protocol no longer matches its hash
 */
export function recordedRun(stream: readonly RecordedEvent[], run: string): RecordedRun {
  let current: { protocol: Protocol; stored: unknown } | undefined;
  const frozen = new Map<string, { protocol: Protocol; stored: unknown }>();
  let plan: Omit<RunPlan, 'protocol' | 'stored'> | undefined;
  let end: RunEnd | undefined;
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
      case 'StudyRunCancelled':
        if (event.data.run === run) end = endOf(event, recorded);
        break;
      case 'StudyDataAttached':
      case 'StudyDataExported':
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
  return { plan: { ...plan, ...found }, end };
}

type EndEvent = Extract<
  StudyEvent,
  { readonly type: 'StudyRunCompleted' | 'StudyRunRefused' | 'StudyRunFailed' | 'StudyRunCancelled' }
>;

function endOf(event: EndEvent, { data, position }: RecordedEvent): RunEnd {
  if (event.type === 'StudyRunFailed') return { status: 'failed', position, reason: event.data.reason };
  if (event.type === 'StudyRunCancelled') return { status: 'cancelled', position, reason: event.data.reason };
  const { result, resultHash } = event.data;
  const document = { position, result, resultHash, stored: (data as { readonly result: unknown }).result };
  return event.type === 'StudyRunCompleted'
    ? { ...document, status: 'completed', sealed: null }
    : { ...document, status: 'refused', sealed: event.data.sealed };
}

/** The plan of a run that has not ended; undefined when it has. Throws as {@link recordedRun}. */
export function planRun(stream: readonly RecordedEvent[], run: string): RunPlan | undefined {
  const { plan, end } = recordedRun(stream, run);
  return end ? undefined : plan;
}

/** Everything the document of a run depends on, as it names it. */
export const inputsOf = (study: string, plan: RunPlan, files: RegisteredFiles, engine: Engine): RunInputs => ({
  study,
  protocolHash: plan.protocolHash,
  dataset: {
    id: plan.dataset,
    sha256: plan.sha256,
    rows: files.rows,
    ...(plan.protocol.eventLogs && { extractedOn: files.extractedOn }),
  },
  engine,
  seed: plan.protocol.seed,
  look: plan.look,
  // Only where they change the result: a single look knows of no others.
  ...(plan.earlierInformation.length > 0 && { earlierInformation: [...plan.earlierInformation] }),
  ...(plan.last && { last: true as const }),
});

/**
 * The files of a registered data set.
 * @throws DomainError when it was erased, or is another file than the one the run names
 */
export function registeredFiles(stream: readonly RecordedEvent[], dataset: string, sha256: string): RegisteredFiles {
  const known = new Map<string, RegisteredFiles>();
  let extractedOn = '';
  for (const recorded of stream) {
    const event = readEvent(recorded) as DataSetEvent;
    if (event.type === 'DataSetErased') {
      throw new DomainError('wrong_state', `Data set "${dataset}" was erased: this run can no longer be computed.`);
    }
    if (event.type === 'SubjectErased' && event.data.fromSha === sha256) {
      throw new DomainError(
        'wrong_state',
        `A person was erased from data set "${dataset}" since it was attached: attach it to the study again.`,
      );
    }
    if (event.type === 'DataSetRegistered') ({ extractedOn } = event.data);
    const { rows, parts } = event.data;
    const hash = event.type === 'SubjectErased' ? event.data.toSha : event.data.sha256;
    const files = parts && { parts: parts.map(partFileOf) };
    known.set(hash, { dataset, sha256: hash, rows, extractedOn, ...files });
  }
  const found = known.get(sha256);
  if (found === undefined) {
    throw new DomainError('not_found', `Data set "${dataset}" has no file with the SHA-256 ${sha256}.`);
  }
  return found;
}
