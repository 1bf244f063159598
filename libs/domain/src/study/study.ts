import { DomainError, type CommandContext, type Decider } from '../shared/decider.js';
import { requireOther } from '../shared/four-eyes.js';
import type { Actor } from '../shared/actor.js';
import type { DataSetState } from '../dataset/dataset.js';
import type { Protocol } from './protocol.js';
import { checkColumns, checkProtocol } from './protocol-rules.js';
import { nextLook, toldBy, withLook, type SeenLook } from './seen-looks.js';
import type { StudyCommand } from './study-commands.js';
import {
  SealedResultRead,
  StudyAmended,
  StudyDataAttached,
  StudyDrafted,
  StudyFrozen,
  StudyProtocolRevised,
  StudyResultPublished,
  StudyResultRetracted,
  StudyResultReviewed,
  StudyResultUnsealed,
  StudyRunCompleted,
  StudyRunFailed,
  StudyRunRefused,
  StudyRunRequested,
  StudyScheduled,
  type StudyEvent,
} from './study-events.js';

// State

export interface RunState {
  readonly status: 'requested' | 'completed' | 'refused' | 'failed';
  readonly sha256: string;
  readonly look: number;
  readonly requestedBy: string;
  /** Seal of the document of a refused run; absent when no estimate was computed. */
  readonly sealed?: string;
  readonly unsealed?: boolean;
  readonly declaredLast: boolean;
  readonly told?: SeenLook['told'];
  readonly review?: 'accepted' | 'rejected';
  readonly publication?: 'published' | 'retracted';
}

export interface LiveStudy {
  readonly status: 'drafted' | 'frozen';
  readonly protocol: Protocol;
  readonly protocolHash?: string;
  /** The protocol was changed after a look: what follows explores, it does not confirm. */
  readonly exploratory: boolean;
  /** Accounts that wrote the protocol: none of them reviews or publishes. */
  readonly authors: readonly string[];
  readonly data?: { readonly dataset: string; readonly sha256: string };
  readonly runs: Readonly<Record<string, RunState>>;
  /** In the order they were seen. A sealed result was seen by nobody, so it is no look until it is unsealed. */
  readonly looks: readonly SeenLook[];
}

export type StudyState = { readonly status: 'absent' } | LiveStudy;

const dataOf = (study: LiveStudy, which: (run: RunState) => boolean): string[] => [
  ...new Set(
    Object.values(study.runs)
      .filter(which)
      .map((run) => run.sha256),
  ),
];

/** A run under way counts: who asked for it means to see it. */
const hasLooked = ({ looks, runs }: LiveStudy): boolean =>
  looks.length > 0 || Object.values(runs).some(({ status }) => status === 'requested');

// Rules

function existing(state: StudyState): LiveStudy {
  if (state.status === 'absent') throw new DomainError('not_found', 'No such study: draft it first.');
  return state;
}

function drafted(state: StudyState): LiveStudy {
  const study = existing(state);
  if (study.status === 'frozen') {
    throw new DomainError('wrong_state', 'The protocol is frozen: it changes by an amendment with a reason only.');
  }
  return study;
}

function frozen(state: StudyState): LiveStudy & { readonly protocolHash: string } {
  const study = existing(state);
  if (study.protocolHash === undefined) {
    throw new DomainError(
      'wrong_state',
      'The protocol is a draft still: freeze it first, so that nobody can fit it to the data.',
    );
  }
  return { ...study, protocolHash: study.protocolHash };
}

function runOf(study: LiveStudy, run: string): RunState {
  const found = study.runs[run];
  if (!found) throw new DomainError('not_found', `This study has no run "${run}".`);
  return found;
}

function completedRun(state: StudyState, run: string): RunState {
  const found = runOf(existing(state), run);
  if (found.status !== 'completed') {
    throw new DomainError(
      'wrong_state',
      `This run ended "${found.status}": only a completed run has a result to act on.`,
    );
  }
  return found;
}

function sealedRun(state: StudyState, run: string): RunState {
  const found = runOf(existing(state), run);
  if (found.sealed === undefined) {
    throw new DomainError(
      'wrong_state',
      found.status === 'refused'
        ? 'This run was refused and no estimate of it was computed: there is nothing to unseal.'
        : `This run is "${found.status}": only the result of a refused run is sealed.`,
    );
  }
  return found;
}

function unsealResult(
  { data }: Extract<StudyCommand, { type: 'UnsealResult' }>,
  state: StudyState,
  context: CommandContext,
): readonly StudyEvent[] {
  const found = sealedRun(state, data.run);
  notAnAuthor(state, context, 'an analyst who did not write it, nor asked for the run, must unseal its result');
  requireOther(
    [found.requestedBy],
    context,
    'You asked for this run: an analyst who did not, nor wrote the protocol, must unseal its result.',
  );
  return found.unsealed ? [] : [StudyResultUnsealed.create(data)];
}

function readSealed(
  { data }: Extract<StudyCommand, { type: 'ReadSealedResult' }>,
  state: StudyState,
): readonly StudyEvent[] {
  if (!sealedRun(state, data.run).unsealed) {
    throw new DomainError(
      'wrong_state',
      'This result is sealed: an analyst who neither wrote the protocol nor asked for the run may unseal it, with a reason.',
    );
  }
  return [SealedResultRead.create(data)];
}

const notAnAuthor = (state: StudyState, context: CommandContext, who: string): void =>
  requireOther(existing(state).authors, context, `You wrote this protocol: ${who}.`);

function fitting(protocol: Protocol, data: DataSetState, dataset: string): DataSetState & { status: 'registered' } {
  if (data.status === 'absent')
    throw new DomainError('not_found', `No data set "${dataset}": send its file first.`, [
      { pointer: '/dataset', detail: 'is unknown' },
    ]);
  if (data.status === 'erased')
    throw new DomainError('wrong_state', `Data set "${dataset}" was erased: attach another one.`, [
      { pointer: '/dataset', detail: 'is erased' },
    ]);
  checkColumns(protocol, data.columns);
  return { ...data, status: 'registered' };
}

function requestRun(command: Extract<StudyCommand, { type: 'RequestRun' }>, state: StudyState): readonly StudyEvent[] {
  const study = frozen(state);
  if (!study.data) throw new DomainError('wrong_state', 'The study has no data yet: attach a data set first.');
  const { dataset, sha256 } = study.data;
  if (Object.values(study.runs).some((run) => run.status === 'requested')) {
    if (command.data.onlyOnNewData) return [];
    throw new DomainError('wrong_state', 'A run of this study is under way: wait for its end.');
  }
  const tried = dataOf(study, ({ status }) => status !== 'failed');
  if (tried.includes(sha256) && command.data.onlyOnNewData) return [];
  const { look, planned, earlierInformation, last } = nextLook(
    study.looks,
    sha256,
    study.protocol.looks,
    command.data.last === true,
  );
  return [
    StudyRunRequested.create({
      run: command.data.run,
      dataset,
      sha256,
      protocolHash: study.protocolHash,
      look,
      // A look beyond the plan comes from somebody who has seen those before.
      exploratory: study.exploratory || !planned,
      earlierInformation,
      last,
    }),
  ];
}

function endRun(
  command: Extract<StudyCommand, { type: 'CompleteRun' | 'FailRun' }>,
  state: StudyState,
): readonly StudyEvent[] {
  const { run } = command.data;
  // The queue delivers at least once: the second end of a run is no news.
  if (runOf(existing(state), run).status !== 'requested') return [];
  if (command.type === 'FailRun') return [StudyRunFailed.create({ run, reason: command.data.reason })];
  const { result, resultHash, sealed } = command.data;
  if (result.verdict !== 'refused') return [StudyRunCompleted.create({ run, resultHash, result })];
  const reasons = result.diagnostics.gates
    .filter((gate) => !gate.passed && gate.waived === undefined)
    .map((gate) => gate.gate);
  return [StudyRunRefused.create({ run, reasons, resultHash, result, sealed })];
}

// Decider

function seenBy(study: LiveStudy, run: string): LiveStudy {
  const { sha256, declaredLast, told } = runOf(study, run);
  return { ...study, looks: withLook(study.looks, { sha256, declaredLast, ...(told && { told }) }) };
}

const withRun = (state: StudyState, run: string, change: Partial<RunState>): LiveStudy => {
  const study = existing(state);
  return { ...study, runs: { ...study.runs, [run]: { ...runOf(study, run), ...change } } };
};

const withAuthor = (study: LiveStudy, by: Actor): readonly string[] => [...new Set([...study.authors, by.id])];

function evolve(state: StudyState, event: StudyEvent, by: Actor): StudyState {
  switch (event.type) {
    case 'StudyDrafted':
      return {
        status: 'drafted',
        protocol: event.data.protocol,
        exploratory: false,
        authors: [by.id],
        runs: {},
        looks: [],
      };
    case 'StudyProtocolRevised':
      return { ...existing(state), protocol: event.data.protocol, authors: withAuthor(existing(state), by) };
    case 'StudyDataAttached':
      return { ...existing(state), data: event.data };
    case 'StudyFrozen':
      return { ...existing(state), status: 'frozen', protocolHash: event.data.protocolHash };
    case 'StudyAmended':
      return {
        ...existing(state),
        protocol: event.data.protocol,
        protocolHash: event.data.protocolHash,
        exploratory: event.data.exploratory,
        authors: withAuthor(existing(state), by),
      };
    case 'StudyScheduled':
      return state;
    case 'StudyRunRequested': {
      const study = existing(state);
      const { run, sha256, look, last: declaredLast } = event.data;
      const requested = { status: 'requested' as const, sha256, look, declaredLast, requestedBy: by.id };
      return { ...study, runs: { ...study.runs, [run]: requested } };
    }
    case 'StudyRunCompleted':
      return seenBy(
        withRun(state, event.data.run, { status: 'completed', ...toldBy(event.data.result) }),
        event.data.run,
      );
    case 'StudyRunRefused':
      return withRun(state, event.data.run, {
        status: 'refused',
        ...toldBy(event.data.result),
        ...(event.data.sealed === null ? {} : { sealed: event.data.sealed }),
      });
    case 'StudyRunFailed':
      return withRun(state, event.data.run, { status: 'failed' });
    case 'StudyResultUnsealed':
      return seenBy(withRun(state, event.data.run, { unsealed: true }), event.data.run);
    case 'SealedResultRead':
      return state;
    case 'StudyResultReviewed':
      return withRun(state, event.data.run, { review: event.data.decision });
    case 'StudyResultPublished':
      return withRun(state, event.data.run, { publication: 'published' });
    case 'StudyResultRetracted':
      return withRun(state, event.data.run, { publication: 'retracted' });
  }
}

function decide(command: StudyCommand, state: StudyState, context: CommandContext): readonly StudyEvent[] {
  switch (command.type) {
    case 'DraftStudy':
      if (state.status !== 'absent')
        throw new DomainError(
          'already_exists',
          'This study exists already: revise its protocol, or choose another id.',
        );
      checkProtocol(command.data.protocol);
      return [StudyDrafted.create(command.data)];
    case 'ReviseProtocol':
      drafted(state);
      checkProtocol(command.data.protocol);
      return [StudyProtocolRevised.create(command.data)];
    case 'AttachData': {
      const { sha256 } = fitting(existing(state).protocol, command.datasetState, command.data.dataset);
      return [StudyDataAttached.create({ dataset: command.data.dataset, sha256 })];
    }
    case 'FreezeStudy': {
      const study = drafted(state);
      checkProtocol(study.protocol);
      if (study.data) fitting(study.protocol, command.datasetState, study.data.dataset);
      return [StudyFrozen.create({ protocolHash: command.protocolHash })];
    }
    case 'AmendStudy': {
      const study = frozen(state);
      checkProtocol(command.data.protocol);
      const exploratory = study.exploratory || hasLooked(study);
      return [StudyAmended.create({ ...command.data, protocolHash: command.protocolHash, exploratory })];
    }
    case 'ScheduleStudy':
      frozen(state);
      return [StudyScheduled.create(command.data)];
    case 'RequestRun':
      return requestRun(command, state);
    case 'CompleteRun':
    case 'FailRun':
      return endRun(command, state);
    case 'ReviewResult':
      completedRun(state, command.data.run);
      notAnAuthor(state, context, 'an analyst who did not write it must review its result');
      return [StudyResultReviewed.create(command.data)];
    case 'PublishResult':
      if (completedRun(state, command.data.run).review !== 'accepted') {
        throw new DomainError('wrong_state', 'Only an accepted result is published: have it reviewed first.');
      }
      notAnAuthor(state, context, 'an editor or analyst who did not write it must publish its result');
      return [StudyResultPublished.create(command.data)];
    case 'RetractResult':
      if (completedRun(state, command.data.run).publication !== 'published') {
        throw new DomainError('wrong_state', 'This result is not published, so there is nothing to retract.');
      }
      notAnAuthor(state, context, 'an editor or analyst who did not write it must retract its result');
      return [StudyResultRetracted.create(command.data)];
    case 'UnsealResult':
      return unsealResult(command, state, context);
    case 'ReadSealedResult':
      return readSealed(command, state);
  }
}

export const study: Decider<StudyCommand, StudyState, StudyEvent> = { initial: { status: 'absent' }, evolve, decide };
