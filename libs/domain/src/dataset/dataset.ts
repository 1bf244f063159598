import { z } from 'zod';
import { event, type EventOf } from '../shared/event.js';
import { DomainError, type Command, type Decider } from '../shared/decider.js';
import { sha256, slug, text } from '../shared/text.js';
import { Quality } from '../measurement/measurement.js';

/** What may be said of a column of person-level data in an event: its shape, never a person's value. */
export const DataSetColumn = z.strictObject({
  name: text(120),
  kind: z.enum(['number', 'boolean', 'text', 'date']),
  missing: z.int().min(0),
  /** The values of a column that has at most 12 different ones. */
  levels: z.array(z.string().max(120)).max(12).optional(),
});
export type DataSetColumn = z.infer<typeof DataSetColumn>;

const Registration = z.strictObject({
  product: slug(),
  name: text(200),
  source: text(400),
  licence: text(200).optional(),
  /** The day the rows were taken from their source: nothing later is known. */
  extractedOn: z.iso.date(),
  quality: Quality,
  rows: z.int().min(1),
  columns: z.array(DataSetColumn).min(1).max(500),
  /** Columns whose values were replaced by a keyed hash. */
  pseudonymised: z.array(text(120)),
  /** SHA-256 of the pseudonymised file, before encryption. */
  sha256: sha256(),
  bytes: z.int().min(1),
});

// Events

export const DataSetRegistered = event('DataSetRegistered', Registration);
export const DataSetErased = event('DataSetErased', z.strictObject({ sha256: sha256(), reason: text(600) }));

export type DataSetEvent = EventOf<typeof DataSetRegistered> | EventOf<typeof DataSetErased>;

// Commands

export const RegisterDataSet = Registration;
/** What the sender of a file declares; the rest is read from the file. */
export const DataSetDeclaration = Registration.pick({
  product: true,
  name: true,
  source: true,
  licence: true,
  extractedOn: true,
  quality: true,
  pseudonymised: true,
}).extend({ dataset: slug() });
export type DataSetDeclaration = z.infer<typeof DataSetDeclaration>;
export const EraseDataSet = z.strictObject({ reason: text(600) });

export type DataSetCommand =
  Command<'RegisterDataSet', z.infer<typeof Registration>> | Command<'EraseDataSet', z.infer<typeof EraseDataSet>>;

// State

export type DataSetState =
  | { readonly status: 'absent' }
  | { readonly status: 'registered' | 'erased'; readonly sha256: string; readonly columns: readonly DataSetColumn[] };

// Decider

export const dataset: Decider<DataSetCommand, DataSetState, DataSetEvent> = {
  initial: { status: 'absent' },

  evolve: (state, event) => {
    switch (event.type) {
      case 'DataSetRegistered':
        return { status: 'registered', sha256: event.data.sha256, columns: event.data.columns };
      case 'DataSetErased':
        return { status: 'erased', sha256: event.data.sha256, columns: state.status === 'absent' ? [] : state.columns };
    }
  },

  decide: (command, state) => {
    switch (command.type) {
      case 'RegisterDataSet':
        if (state.status === 'registered' && state.sha256 === command.data.sha256) return [];
        if (state.status !== 'absent') {
          throw new DomainError(
            'already_exists',
            'This data set id is taken: a new extraction is a new data set, choose another id.',
            [{ pointer: '/dataset', detail: 'is taken' }],
          );
        }
        return [DataSetRegistered.create(command.data)];
      case 'EraseDataSet':
        if (state.status === 'absent') throw new DomainError('not_found', 'No such data set.');
        if (state.status === 'erased') return [];
        return [DataSetErased.create({ sha256: state.sha256, reason: command.data.reason })];
    }
  },
};
