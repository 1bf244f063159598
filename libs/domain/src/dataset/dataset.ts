import { z } from 'zod';
import { event, type DataOf, type EventOf } from '../shared/event.js';
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

/** One person was taken out of the file; `count` rows were theirs, `rows` are left. Nothing here tells who it was. */
export const SubjectErased = event(
  'SubjectErased',
  z.strictObject({
    dataset: slug(),
    fromSha: sha256(),
    toSha: sha256(),
    count: z.int().min(1),
    rows: z.int().min(1),
  }),
);

export type DataSetEvent =
  EventOf<typeof DataSetRegistered> | EventOf<typeof DataSetErased> | EventOf<typeof SubjectErased>;

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

/** `identifier` as it stood in the file that was sent; it is compared by its pseudonym and kept nowhere. */
export const EraseSubject = z.strictObject({
  identifier: z.string().min(1).max(1000),
  /** Needed when several columns were pseudonymised. */
  column: text(120).optional(),
  reason: text(600),
});

export type DataSetCommand =
  | Command<'RegisterDataSet', z.infer<typeof Registration>>
  | Command<'EraseDataSet', z.infer<typeof EraseDataSet>>
  | Command<'EraseSubject', DataOf<typeof SubjectErased> & { readonly reason: string }>;

// State

export type DataSetState =
  | { readonly status: 'absent' }
  | {
      readonly status: 'registered' | 'erased';
      /** Of the file as it is now. */
      readonly sha256: string;
      readonly columns: readonly DataSetColumn[];
      readonly pseudonymised: readonly string[];
      /** Files that a person was taken out of since: they are gone. */
      readonly replaced: readonly string[];
    };

const existing = (state: DataSetState): Exclude<DataSetState, { status: 'absent' }> => {
  if (state.status === 'absent') throw new DomainError('not_found', 'No such data set.');
  return state;
};

// Decider

export const dataset: Decider<DataSetCommand, DataSetState, DataSetEvent> = {
  initial: { status: 'absent' },

  evolve: (state, event) => {
    switch (event.type) {
      case 'DataSetRegistered':
        return {
          status: 'registered',
          sha256: event.data.sha256,
          columns: event.data.columns,
          pseudonymised: event.data.pseudonymised,
          replaced: [],
        };
      case 'DataSetErased':
        return { ...existing(state), status: 'erased' };
      case 'SubjectErased':
        return {
          ...existing(state),
          sha256: event.data.toSha,
          replaced: [...existing(state).replaced, event.data.fromSha],
        };
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
        if (existing(state).status === 'erased') return [];
        return [DataSetErased.create({ sha256: existing(state).sha256, reason: command.data.reason })];
      case 'EraseSubject': {
        const { status, sha256 } = existing(state);
        const { reason: _inMetadata, ...erasure } = command.data;
        if (status === 'erased')
          throw new DomainError('wrong_state', 'This data set was erased whole: nobody is in it any more.');
        if (sha256 !== erasure.fromSha)
          throw new DomainError('wrong_state', 'The data set changed in the meantime: nothing was erased, ask again.');
        return [SubjectErased.create(erasure)];
      }
    }
  },
};
