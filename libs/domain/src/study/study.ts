import { DomainError, type CommandContext, type Decider } from '../shared/decider.js';
import type { Actor } from '../shared/actor.js';
import { checkProtocol } from './protocol-rules.js';
import { toldBy, withLook } from './seen-looks.js';
import type { StudyCommand } from './study-commands.js';
import {
  StudyDataAttached,
  StudyDrafted,
  StudyFrozen,
  StudyProtocolRevised,
  StudyResultPublished,
  StudyResultRetracted,
  StudyResultReviewed,
  StudyScheduled,
  type StudyEvent,
} from './study-events.js';
import {
  amend,
  cancelRun,
  completedRun,
  drafted,
  endRun,
  existing,
  exportReproduction,
  fitting,
  frozen,
  notAnAuthor,
  readSealed,
  requestRun,
  runOf,
  unsealResult,
} from './study-rules.js';
import type { LiveStudy, RunState, StudyState } from './study-state.js';

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
      const { run, dataset, sha256, look, last: declaredLast } = event.data;
      const requested = { status: 'requested' as const, dataset, sha256, look, declaredLast, requestedBy: by.id };
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
    case 'StudyRunCancelled':
      return withRun(state, event.data.run, { status: 'cancelled' });
    case 'StudyDataExported':
      return state;
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
    case 'AmendStudy':
      return amend(command, state);
    case 'ScheduleStudy':
      frozen(state);
      return [StudyScheduled.create(command.data)];
    case 'RequestRun':
      return requestRun(command, state);
    case 'CompleteRun':
    case 'FailRun':
      return endRun(command, state);
    case 'CancelRun':
      return cancelRun(command, state);
    case 'ExportReproduction':
      return exportReproduction(command, state);
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
