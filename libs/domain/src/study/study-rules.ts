import { DomainError, type CommandContext } from '../shared/decider.js';
import { requireOther } from '../shared/four-eyes.js';
import type { DataSetState } from '../dataset/dataset.js';
import type { Protocol } from './protocol.js';
import { checkColumns } from './data-rules.js';
import { checkProtocol } from './protocol-rules.js';
import { nextLook } from './seen-looks.js';
import type { StudyCommand } from './study-commands.js';
import {
  SealedResultRead,
  StudyAmended,
  StudyDataAttached,
  StudyDataExported,
  StudyResultUnsealed,
  StudyRunCancelled,
  StudyRunCompleted,
  StudyRunFailed,
  StudyRunRefused,
  StudyRunRequested,
  type StudyEvent,
} from './study-events.js';
import type { LiveStudy, RunState, StudyState } from './study-state.js';

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

export function existing(state: StudyState): LiveStudy {
  if (state.status === 'absent') throw new DomainError('not_found', 'No such study: draft it first.');
  return state;
}

export function drafted(state: StudyState): LiveStudy {
  const study = existing(state);
  if (study.status === 'frozen') {
    throw new DomainError('wrong_state', 'The protocol is frozen: it changes by an amendment with a reason only.');
  }
  return study;
}

export function frozen(state: StudyState): LiveStudy & { readonly protocolHash: string } {
  const study = existing(state);
  if (study.protocolHash === undefined) {
    throw new DomainError(
      'wrong_state',
      'The protocol is a draft still: freeze it first, so that nobody can fit it to the data.',
    );
  }
  return { ...study, protocolHash: study.protocolHash };
}

export function runOf(study: LiveStudy, run: string): RunState {
  const found = study.runs[run];
  if (!found) throw new DomainError('not_found', `This study has no run "${run}".`);
  return found;
}

export function completedRun(state: StudyState, run: string): RunState {
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

export function unsealResult(
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

export function readSealed(
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

export const notAnAuthor = (state: StudyState, context: CommandContext, who: string): void =>
  requireOther(existing(state).authors, context, `You wrote this protocol: ${who}.`);

export function fitting(
  protocol: Protocol,
  data: DataSetState,
  dataset: string,
): DataSetState & { status: 'registered' } {
  if (data.status === 'absent')
    throw new DomainError('not_found', `No data set "${dataset}": send its file first.`, [
      { pointer: '/dataset', detail: 'is unknown' },
    ]);
  if (data.status === 'erased')
    throw new DomainError('wrong_state', `Data set "${dataset}" was erased: attach another one.`, [
      { pointer: '/dataset', detail: 'is erased' },
    ]);
  checkColumns(protocol, data);
  return { ...data, status: 'registered' };
}

/** A data set that was erased can be read by no protocol: then the next one is checked when it is attached. */
export function amend(
  { data: { dataset, ...data }, datasetState, protocolHash }: Extract<StudyCommand, { type: 'AmendStudy' }>,
  state: StudyState,
): readonly StudyEvent[] {
  const study = frozen(state);
  checkProtocol(data.protocol);
  const amended = StudyAmended.create({ ...data, protocolHash, exploratory: study.exploratory || hasLooked(study) });
  if (dataset !== undefined) {
    const { sha256 } = fitting(data.protocol, datasetState, dataset);
    return [amended, StudyDataAttached.create({ dataset, sha256 })];
  }
  if (study.data && datasetState.status !== 'erased') fitting(data.protocol, datasetState, study.data.dataset);
  return [amended];
}

export function requestRun(
  command: Extract<StudyCommand, { type: 'RequestRun' }>,
  state: StudyState,
): readonly StudyEvent[] {
  const study = frozen(state);
  // One frozen under an earlier release may break a rule that is known since.
  checkProtocol(study.protocol);
  if (!study.data) throw new DomainError('wrong_state', 'The study has no data yet: attach a data set first.');
  const { dataset, sha256 } = study.data;
  if (Object.values(study.runs).some((run) => run.status === 'requested')) {
    if (command.data.onlyOnNewData) return [];
    throw new DomainError('wrong_state', 'A run of this study is under way: wait for its end.');
  }
  const tried = dataOf(study, ({ status }) => status !== 'failed' && status !== 'cancelled');
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

export function endRun(
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

export function cancelRun(
  { data }: Extract<StudyCommand, { type: 'CancelRun' }>,
  state: StudyState,
): readonly StudyEvent[] {
  const { status } = runOf(existing(state), data.run);
  if (status === 'cancelled') return [];
  if (status !== 'requested') {
    throw new DomainError('wrong_state', `This run has ended already, "${status}": there is nothing to cancel.`);
  }
  return [StudyRunCancelled.create(data)];
}

export function exportReproduction(
  { data }: Extract<StudyCommand, { type: 'ExportReproduction' }>,
  state: StudyState,
): readonly StudyEvent[] {
  const { status, dataset, sha256 } = runOf(existing(state), data.run);
  if (status !== 'completed' && status !== 'refused') {
    throw new DomainError('wrong_state', `This run is "${status}": there is no result to compute again.`);
  }
  return [StudyDataExported.create({ ...data, dataset, sha256 })];
}
