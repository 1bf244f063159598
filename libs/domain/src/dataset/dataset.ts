import { z } from 'zod';
import { event, type DataOf, type EventOf } from '../shared/event.js';
import { DomainError, type Command, type Decider } from '../shared/decider.js';
import { sha256, slug, text } from '../shared/text.js';
import { Quality } from '../measurement/measurement.js';
import { DataSetColumn } from './column.js';
import { DataSetPart, PartFile, partFileOf, partsOf } from './parts.js';

export * from './column.js';
export * from './parts.js';

const RegistrationV1 = z.strictObject({
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

/**
 * A data set is one table, or has parts: rows, columns and pseudonymised are then those of the persons, `sha256` is that
 * of the canonical JSON of the list of {@link PartFile}, and `bytes` is their sum.
 */
const Registration = RegistrationV1.extend({ parts: partsOf(DataSetPart).optional() });

const ErasureV1 = z.strictObject({
  dataset: slug(),
  fromSha: sha256(),
  toSha: sha256(),
  count: z.int().min(1),
  rows: z.int().min(1),
});
/** With the files as they are now, of a data set in parts; `count` is then over all of them, `rows` of the persons. */
const Erasure = ErasureV1.extend({ parts: partsOf(PartFile).optional() });
/** Of a new shape that only allows more: what was written before reads as it is. */
const same = <Data>(previous: Data): Data => previous;

// Events

export const DataSetRegistered = event('DataSetRegistered', RegistrationV1).revised<z.infer<typeof Registration>>(
  Registration,
  same,
);
export const DataSetErased = event('DataSetErased', z.strictObject({ sha256: sha256(), reason: text(600) }));

/** One person was taken out of the file; `count` rows were theirs, `rows` are left. Nothing here tells who it was. */
export const SubjectErased = event('SubjectErased', ErasureV1).revised<z.infer<typeof Erasure>>(Erasure, same);

export type DataSetEvent =
  EventOf<typeof DataSetRegistered> | EventOf<typeof DataSetErased> | EventOf<typeof SubjectErased>;

// Commands

export const RegisterDataSet = Registration;
/**
 * What the sender declares; the rest is read from the file. Of a data set in parts each column to pseudonymise is so in
 * every part that has it.
 */
export const DataSetDeclaration = RegistrationV1.pick({
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
      readonly extractedOn: string;
      /** Of the table, or of the persons. */
      readonly columns: readonly DataSetColumn[];
      readonly pseudonymised: readonly string[];
      readonly parts?: readonly DataSetPart[];
      /** Files that a person was taken out of since: they are gone. */
      readonly replaced: readonly string[];
    };

const existing = (state: DataSetState): Exclude<DataSetState, { status: 'absent' }> => {
  if (state.status === 'absent') throw new DomainError('not_found', 'No such data set.');
  return state;
};

/** Parts as they are after some of their files were written anew. */
const withFiles = (parts: readonly DataSetPart[], files: readonly PartFile[]): readonly DataSetPart[] =>
  parts.map((part) => {
    const file = files.find(({ role }) => role === part.role);
    return file ? { ...part, ...partFileOf(file) } : part;
  });

// Decider

export const dataset: Decider<DataSetCommand, DataSetState, DataSetEvent> = {
  initial: { status: 'absent' },

  evolve: (state, event) => {
    switch (event.type) {
      case 'DataSetRegistered':
        return {
          status: 'registered',
          sha256: event.data.sha256,
          extractedOn: event.data.extractedOn,
          columns: event.data.columns,
          pseudonymised: event.data.pseudonymised,
          ...(event.data.parts && { parts: event.data.parts }),
          replaced: [],
        };
      case 'DataSetErased':
        return { ...existing(state), status: 'erased' };
      case 'SubjectErased': {
        const { parts, ...before } = existing(state);
        return {
          ...before,
          sha256: event.data.toSha,
          ...(parts && { parts: withFiles(parts, event.data.parts ?? []) }),
          replaced: [...before.replaced, event.data.fromSha],
        };
      }
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
