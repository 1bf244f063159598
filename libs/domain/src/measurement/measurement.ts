import { z } from 'zod';
import { event, type EventOf } from '../shared/event.js';
import { DomainError, type Command, type Decider } from '../shared/decider.js';
import { period } from '../shared/period.js';
import { decimal, slug, text } from '../shared/text.js';
import type { IndicatorState } from '../indicator/indicator.js';

/** About how much of the figure is right, as the coaches grade it: 10, 50 or 90 %. */
export const Quality = z.union([z.literal(10), z.literal(50), z.literal(90)], 'must be 10, 50 or 90');
export type Quality = z.infer<typeof Quality>;

export const Provenance = z.strictObject({ source: text(400), method: text(400).optional() });

/** The cell of a data point: at most one live measurement stands in it. */
export const MeasurementCell = z.strictObject({
  indicator: slug(),
  definitionVersion: z.int().min(1),
  period: period(),
  /** Such as `{ "region": "Bretagne" }`; empty for the whole population. */
  breakdown: z.record(text(60), text(120)),
});
export type MeasurementCell = z.infer<typeof MeasurementCell>;

const Reading = z.strictObject({
  value: decimal(),
  quality: Quality,
  provenance: Provenance,
  /** The day this figure was first given out, which tells an early figure from its revisions. */
  vintage: z.iso.date(),
});
const reason = () => text(600);

// Events

export const MeasurementRecorded = event('MeasurementRecorded', MeasurementCell.extend(Reading.shape));
export const MeasurementCorrected = event('MeasurementCorrected', Reading.extend({ reason: reason() }));
export const MeasurementWithdrawn = event('MeasurementWithdrawn', z.strictObject({ reason: reason() }));

export type MeasurementEvent =
  EventOf<typeof MeasurementRecorded> | EventOf<typeof MeasurementCorrected> | EventOf<typeof MeasurementWithdrawn>;

// Commands

export const RecordMeasurement = MeasurementCell.extend(Reading.shape);
export const CorrectMeasurement = Reading.extend({ reason: reason() });
export const WithdrawMeasurement = z.strictObject({ reason: reason() });

/** `indicatorState` is what the indicator's own stream says at the time of the command. */
export type MeasurementCommand =
  | (Command<'RecordMeasurement', z.infer<typeof RecordMeasurement>> & { readonly indicatorState: IndicatorState })
  | Command<'CorrectMeasurement', z.infer<typeof CorrectMeasurement>>
  | Command<'WithdrawMeasurement', z.infer<typeof WithdrawMeasurement>>;

// State

export type MeasurementState = { readonly status: 'absent' | 'live' | 'withdrawn' };

// Decider

function measurable(state: IndicatorState, cell: MeasurementCell): void {
  const at = (pointer: string, detail: string) => [{ pointer, detail }];
  if (state.status === 'absent') {
    throw new DomainError(
      'not_found',
      `No indicator "${cell.indicator}": define it before measuring it.`,
      at('/indicator', 'is unknown'),
    );
  }
  if (state.status === 'retired') {
    throw new DomainError(
      'wrong_state',
      `Indicator "${cell.indicator}" is retired and takes no new measurement: use the one that replaced it.`,
      at('/indicator', 'is retired'),
    );
  }
  if (cell.definitionVersion > state.definitionVersion) {
    throw new DomainError(
      'invalid',
      `Indicator "${cell.indicator}" has ${state.definitionVersion} definition(s); version ${cell.definitionVersion} does not exist.`,
      at('/definitionVersion', `must be 1 to ${state.definitionVersion}`),
    );
  }
}

export const measurement: Decider<MeasurementCommand, MeasurementState, MeasurementEvent> = {
  initial: { status: 'absent' },

  evolve: (_state, event) => ({ status: event.type === 'MeasurementWithdrawn' ? 'withdrawn' : 'live' }),

  decide: (command, state) => {
    if (command.type === 'RecordMeasurement') {
      measurable(command.indicatorState, command.data);
      if (state.status === 'live') {
        throw new DomainError(
          'already_exists',
          `A measurement of "${command.data.indicator}" for ${command.data.period} stands already: correct it with a reason, or withdraw it first.`,
          [{ pointer: '/period', detail: 'has a live measurement' }],
        );
      }
      return [MeasurementRecorded.create(command.data)];
    }
    if (state.status !== 'live') {
      throw new DomainError(
        state.status === 'absent' ? 'not_found' : 'wrong_state',
        state.status === 'absent'
          ? 'No such measurement: record it first.'
          : 'This measurement was withdrawn: record it anew.',
      );
    }
    return command.type === 'CorrectMeasurement'
      ? [MeasurementCorrected.create(command.data)]
      : [MeasurementWithdrawn.create(command.data)];
  },
};
