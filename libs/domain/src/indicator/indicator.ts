import { z } from 'zod';
import { event, type EventOf } from '../shared/event.js';
import { DomainError, type Command, type CommandContext, type Decider } from '../shared/decider.js';
import { requireOther } from '../shared/four-eyes.js';
import { period } from '../shared/period.js';
import { decimal, slug, text } from '../shared/text.js';
import { ChangeKind, IndicatorDefinition, IndicatorName } from './definition.js';

const reason = () => text(600);

const Definition = z.strictObject({ product: slug(), name: IndicatorName, definition: IndicatorDefinition });
const Redefinition = z.strictObject({
  name: IndicatorName,
  definition: IndicatorDefinition,
  change: ChangeKind,
  reason: reason(),
  /** First day the new definition applies to. */
  validFrom: z.iso.date(),
});
const Target = z.strictObject({ period: period(), value: decimal(), reason: reason().optional() });
const Retirement = z.strictObject({ reason: reason(), since: z.iso.date() });

// Events

export const IndicatorDefined = event('IndicatorDefined', Definition);
export const IndicatorRedefined = event(
  'IndicatorRedefined',
  Redefinition.extend({ definitionVersion: z.int().min(2) }),
);
export const IndicatorTargetSet = event('IndicatorTargetSet', Target);
export const IndicatorRetired = event('IndicatorRetired', Retirement);

/** Somebody who did not write this version of the definition stands by it. */
export const IndicatorDefinitionApproved = event(
  'IndicatorDefinitionApproved',
  z.strictObject({ definitionVersion: z.int().min(1), comment: reason() }),
);

export type IndicatorEvent =
  | EventOf<typeof IndicatorDefined>
  | EventOf<typeof IndicatorRedefined>
  | EventOf<typeof IndicatorTargetSet>
  | EventOf<typeof IndicatorRetired>
  | EventOf<typeof IndicatorDefinitionApproved>;

// Commands

export const DefineIndicator = Definition.extend({ indicator: slug() });
export const RedefineIndicator = Redefinition;
export const SetIndicatorTarget = Target;
export const RetireIndicator = Retirement;
export const ApproveDefinition = z.strictObject({ definitionVersion: z.int().min(1), comment: reason() });

export type IndicatorCommand =
  | Command<'DefineIndicator', z.infer<typeof Definition>>
  | Command<'RedefineIndicator', z.infer<typeof Redefinition>>
  | Command<'SetIndicatorTarget', z.infer<typeof Target>>
  | Command<'RetireIndicator', z.infer<typeof Retirement>>
  | Command<'ApproveDefinition', z.infer<typeof ApproveDefinition>>;

// State

export type IndicatorState =
  | { readonly status: 'absent' }
  | {
      readonly status: 'live' | 'retired';
      readonly product: string;
      readonly definitionVersion: number;
      /** Who wrote each version, the first first: none of them approves it. */
      readonly authors: readonly string[];
      readonly approved: readonly number[];
    };

// Decider

const known = (state: IndicatorState): Exclude<IndicatorState, { status: 'absent' }> => {
  if (state.status === 'absent') throw new DomainError('not_found', 'No such indicator: define it first.');
  return state;
};

const live = (state: IndicatorState) => {
  const indicator = known(state);
  if (indicator.status === 'retired') {
    throw new DomainError(
      'wrong_state',
      'This indicator is retired: its history stays readable, but it takes no change. Define a new one.',
    );
  }
  return indicator;
};

function approveDefinition(
  { data }: Extract<IndicatorCommand, { type: 'ApproveDefinition' }>,
  state: IndicatorState,
  context: CommandContext,
): readonly IndicatorEvent[] {
  const { authors, approved } = live(state);
  const author = authors[data.definitionVersion - 1];
  if (author === undefined) {
    throw new DomainError(
      'not_found',
      `There is no definition ${data.definitionVersion}: the last is ${authors.length}.`,
      [{ pointer: '/definitionVersion', detail: `must be 1 to ${authors.length}` }],
    );
  }
  requireOther(
    [author],
    context,
    'You wrote this definition: an editor, analyst or sponsor who did not must approve it.',
  );
  return approved.includes(data.definitionVersion) ? [] : [IndicatorDefinitionApproved.create(data)];
}

export const indicator: Decider<IndicatorCommand, IndicatorState, IndicatorEvent> = {
  initial: { status: 'absent' },

  evolve: (state, event, by) => {
    switch (event.type) {
      case 'IndicatorDefined':
        return { status: 'live', product: event.data.product, definitionVersion: 1, authors: [by.id], approved: [] };
      case 'IndicatorRedefined':
        return {
          ...known(state),
          definitionVersion: event.data.definitionVersion,
          authors: [...known(state).authors, by.id],
        };
      case 'IndicatorDefinitionApproved':
        return { ...known(state), approved: [...known(state).approved, event.data.definitionVersion] };
      case 'IndicatorTargetSet':
        return state;
      case 'IndicatorRetired':
        return { ...known(state), status: 'retired' };
    }
  },

  decide: (command, state, context) => {
    switch (command.type) {
      case 'DefineIndicator':
        if (state.status !== 'absent') {
          throw new DomainError(
            'already_exists',
            'This indicator is defined already: redefine it with a reason, or choose another id.',
          );
        }
        return [IndicatorDefined.create(command.data)];
      case 'RedefineIndicator':
        return [IndicatorRedefined.create({ ...command.data, definitionVersion: live(state).definitionVersion + 1 })];
      case 'SetIndicatorTarget':
        live(state);
        return [IndicatorTargetSet.create(command.data)];
      case 'RetireIndicator':
        live(state);
        return [IndicatorRetired.create(command.data)];
      case 'ApproveDefinition':
        return approveDefinition(command, state, context);
    }
  },
};
