import type { Protocol } from '@impact-ledger/domain';
import { projection } from '../projecting/projection.js';
import { insert, update, type RowChange } from '../projecting/row-change.js';

/** The protocol that was drafted stands under the first revision, whatever it became before the freeze. */
const DRAFT = 0;

const inForce = (protocol: Protocol) => ({
  product: protocol.product,
  question: protocol.question,
  design: protocol.design,
  protocol,
});

interface OfStudy {
  readonly subject: string;
  readonly revision: number;
}

const onStudy = ({ subject, revision }: OfStudy): RowChange => update('study', { id: subject }, { revision });

const ended = ({ recordedAt, position }: { readonly recordedAt: string; readonly position: string }) => ({
  ended_at: recordedAt,
  ended_position: position,
});

/** The register of studies, the protocols each has had, and their runs from request to publication. */
export const studies = projection({
  name: 'studies',
  version: 1,
  tables: ['study', 'study_protocol', 'study_run'],
  on: {
    StudyDrafted: ({ subject, data, revision }) => [
      insert(
        'study',
        { id: subject },
        {
          ...inForce(data.protocol),
          status: 'drafted',
          exploratory: false,
          protocol_hash: null,
          frozen_at: null,
          schedule: null,
          dataset: null,
          revision,
        },
      ),
      insert('study_protocol', { study: subject, revision: DRAFT }, { protocol: data.protocol, protocol_hash: null }),
    ],
    StudyProtocolRevised: ({ subject, data, revision }) => [
      update('study', { id: subject }, { ...inForce(data.protocol), revision }),
      update('study_protocol', { study: subject, revision: DRAFT }, { protocol: data.protocol }),
    ],
    StudyDataAttached: ({ subject, data, revision }) => [
      update('study', { id: subject }, { dataset: data.dataset, revision }),
    ],
    StudyFrozen: ({ subject, data, revision, recordedAt }) => [
      update(
        'study',
        { id: subject },
        { status: 'frozen', protocol_hash: data.protocolHash, frozen_at: recordedAt, revision },
      ),
      update('study_protocol', { study: subject, revision: DRAFT }, { protocol_hash: data.protocolHash }),
    ],
    StudyAmended: ({ subject, data, revision }) => [
      update(
        'study',
        { id: subject },
        { ...inForce(data.protocol), protocol_hash: data.protocolHash, exploratory: data.exploratory, revision },
      ),
      insert(
        'study_protocol',
        { study: subject, revision },
        { protocol: data.protocol, protocol_hash: data.protocolHash },
      ),
    ],
    StudyScheduled: ({ subject, data, revision }) => [
      update('study', { id: subject }, { schedule: data.pattern, revision }),
    ],
    StudyRunRequested: (event) => [
      onStudy(event),
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
        },
      ),
    ],
    StudyRunCompleted: (event) => [
      onStudy(event),
      update(
        'study_run',
        { run: event.data.run },
        { status: 'completed', result: event.data.result, result_hash: event.data.resultHash, ...ended(event) },
      ),
    ],
    StudyRunRefused: (event) => [
      onStudy(event),
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
      onStudy(event),
      update('study_run', { run: event.data.run }, { status: 'failed', reasons: [event.data.reason], ...ended(event) }),
    ],
    StudyResultUnsealed: (event) => [
      onStudy(event),
      update(
        'study_run',
        { run: event.data.run },
        { unsealed_at: event.recordedAt, unsealed_by: event.actor.id, unsealed_reason: event.data.reason },
      ),
    ],
    SealedResultRead: (event) => [onStudy(event)],
    StudyResultReviewed: (event) => [
      onStudy(event),
      update('study_run', { run: event.data.run }, { review: event.data.decision, review_comment: event.data.comment }),
    ],
    StudyResultPublished: (event) => [
      onStudy(event),
      update('study_run', { run: event.data.run }, { publication: 'published' }),
    ],
    StudyResultRetracted: (event) => [
      onStudy(event),
      update('study_run', { run: event.data.run }, { publication: 'retracted' }),
    ],
  },
});
