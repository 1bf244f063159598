import type { Protocol } from '@impact-ledger/domain';
import { projection } from '../projecting/projection.js';
import { insert, update, type RowChange } from '../projecting/row-change.js';
import { knownFrom, nextState } from '../projecting/states.js';
import type { Row } from '../tables.js';

/** The protocol that was drafted stands under the first revision, whatever it became before the freeze. */
const DRAFT = 0;

const inForce = (protocol: Protocol) => ({
  product: protocol.product,
  question: protocol.question,
  design: protocol.design,
  protocol,
});

type Step = Pick<Row<'study_run_step'>, 'step' | 'comment'>;

const ended = ({ recordedAt, position }: { readonly recordedAt: string; readonly position: string }) => ({
  ended_at: recordedAt,
  ended_position: position,
});

/** A step of a result after its run: the steps keep what the run says of itself only last. */
const stepped = (
  event: { readonly revision: number; readonly recordedAt: string; readonly position: string },
  run: string,
  step: Step,
  now: Partial<Row<'study_run'>>,
): readonly RowChange[] => [
  insert(
    'study_run_step',
    { run, revision: event.revision },
    { ...step, recorded_at: event.recordedAt, position: event.position },
  ),
  update('study_run', { run }, now),
];

/** The register of studies, the protocols each has had, and their runs from request to publication. */
export const studies = projection({
  name: 'studies',
  version: 2,
  tables: ['study', 'study_protocol', 'study_run', 'study_run_step'],
  on: {
    StudyDrafted: ({ data, ...event }) => [
      insert(
        'study',
        { id: event.subject, revision: event.revision },
        {
          ...inForce(data.protocol),
          status: 'drafted',
          exploratory: false,
          protocol_hash: null,
          frozen_at: null,
          schedule: null,
          dataset: null,
          ...knownFrom(event),
        },
      ),
      insert(
        'study_protocol',
        { study: event.subject, revision: DRAFT },
        { protocol: data.protocol, protocol_hash: null },
      ),
    ],
    StudyProtocolRevised: ({ data, ...event }) => [
      ...nextState('study', event, inForce(data.protocol)),
      update('study_protocol', { study: event.subject, revision: DRAFT }, { protocol: data.protocol }),
    ],
    StudyDataAttached: ({ data, ...event }) => nextState('study', event, { dataset: data.dataset }),
    StudyFrozen: ({ data, ...event }) => [
      ...nextState('study', event, {
        status: 'frozen',
        protocol_hash: data.protocolHash,
        frozen_at: event.recordedAt,
      }),
      update('study_protocol', { study: event.subject, revision: DRAFT }, { protocol_hash: data.protocolHash }),
    ],
    StudyAmended: ({ data, ...event }) => [
      ...nextState('study', event, {
        ...inForce(data.protocol),
        protocol_hash: data.protocolHash,
        exploratory: data.exploratory,
      }),
      insert(
        'study_protocol',
        { study: event.subject, revision: event.revision },
        { protocol: data.protocol, protocol_hash: data.protocolHash },
      ),
    ],
    StudyScheduled: ({ data, ...event }) => nextState('study', event, { schedule: data.pattern }),
    StudyRunRequested: (event) => [
      ...nextState('study', event, {}),
      insert(
        'study_run',
        { run: event.data.run },
        {
          study: event.subject,
          look: event.data.look,
          exploratory: event.data.exploratory,
          dataset: event.data.dataset,
          sha256: event.data.sha256,
          protocol_hash: event.data.protocolHash,
          status: 'requested',
          requested_at: event.recordedAt,
          requested_position: event.position,
          ended_at: null,
          ended_position: null,
          result: null,
          result_hash: null,
          reasons: [],
          review: null,
          review_comment: null,
          publication: null,
          seal: null,
          unsealed_at: null,
          unsealed_by: null,
          unsealed_reason: null,
          unsealed_position: null,
        },
      ),
    ],
    StudyRunCompleted: (event) => [
      ...nextState('study', event, {}),
      update(
        'study_run',
        { run: event.data.run },
        { status: 'completed', result: event.data.result, result_hash: event.data.resultHash, ...ended(event) },
      ),
    ],
    StudyRunRefused: (event) => [
      ...nextState('study', event, {}),
      update(
        'study_run',
        { run: event.data.run },
        {
          status: 'refused',
          result: event.data.result,
          result_hash: event.data.resultHash,
          reasons: event.data.reasons,
          seal: event.data.sealed,
          ...ended(event),
        },
      ),
    ],
    StudyRunFailed: (event) => [
      ...nextState('study', event, {}),
      update('study_run', { run: event.data.run }, { status: 'failed', reasons: [event.data.reason], ...ended(event) }),
    ],
    StudyRunCancelled: (event) => [
      ...nextState('study', event, {}),
      update(
        'study_run',
        { run: event.data.run },
        { status: 'cancelled', reasons: [event.data.reason], ...ended(event) },
      ),
    ],
    StudyDataExported: (event) => nextState('study', event, {}),
    StudyResultUnsealed: (event) => [
      ...nextState('study', event, {}),
      update(
        'study_run',
        { run: event.data.run },
        {
          unsealed_at: event.recordedAt,
          unsealed_by: event.actor.id,
          unsealed_reason: event.data.reason,
          unsealed_position: event.position,
        },
      ),
    ],
    SealedResultRead: (event) => nextState('study', event, {}),
    StudyResultReviewed: (event) => [
      ...nextState('study', event, {}),
      ...stepped(
        event,
        event.data.run,
        { step: event.data.decision, comment: event.data.comment },
        { review: event.data.decision, review_comment: event.data.comment },
      ),
    ],
    StudyResultPublished: (event) => [
      ...nextState('study', event, {}),
      ...stepped(event, event.data.run, { step: 'published', comment: null }, { publication: 'published' }),
    ],
    StudyResultRetracted: (event) => [
      ...nextState('study', event, {}),
      ...stepped(
        event,
        event.data.run,
        { step: 'retracted', comment: event.data.reason },
        { publication: 'retracted' },
      ),
    ],
  },
});
