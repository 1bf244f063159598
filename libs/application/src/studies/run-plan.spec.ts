import { describe, expect, test } from '@jest/globals';
import {
  DataSetErased,
  DataSetRegistered,
  StudyAmended,
  StudyDrafted,
  StudyFrozen,
  StudyProtocolRevised,
  StudyRunCompleted,
  StudyRunRequested,
  isReleased,
  RELEASED_EVENTS,
  type DomainEvent,
  type Protocol,
  type RecordedEvent,
} from '@impact-ledger/domain';
import { fingerprint } from '@impact-ledger/ledger';
import { columns, HASH, OTHER_HASH, protocol, result, RUN } from '../../../domain/src/testing/protocols.js';
import { planRun, registeredFiles } from './run-plan.js';

const recorded = (...events: DomainEvent[]): RecordedEvent[] =>
  events.map((event, revision) => ({
    ...event,
    id: RUN,
    version: isReleased(event.type) ? RELEASED_EVENTS[event.type].version : 1,
    metadata: { actor: { id: 'claire', role: 'analyst' }, correlationId: RUN, causationId: RUN },
    stream: 'study-users',
    revision,
    position: BigInt(revision + 1),
    recordedAt: '2026-03-02T09:00:00.000Z',
  }));

const revised: Protocol = { ...protocol, alpha: 0.01 };
const amended: Protocol = { ...protocol, alpha: 0.1 };
const request = (protocolHash: string) =>
  StudyRunRequested.create({
    run: RUN,
    dataset: 'people',
    sha256: HASH,
    protocolHash,
    look: 1,
    exploratory: false,
    earlierInformation: [],
    last: false,
  });
const frozen = [
  StudyDrafted.create({ protocol }),
  StudyProtocolRevised.create({ protocol: revised, reason: 'stricter' }),
  StudyFrozen.create({ protocolHash: fingerprint(revised) }),
];

describe('the plan of a run', () => {
  test('holds the protocol that was frozen, and what the request names', () => {
    expect(planRun(recorded(...frozen, request(fingerprint(revised))), RUN)).toMatchObject({
      protocol: revised,
      dataset: 'people',
      sha256: HASH,
      look: 1,
      exploratory: false,
    });
  });

  test('is not moved by an amendment that came after the request', () => {
    const amendment = StudyAmended.create({
      protocol: amended,
      reason: 'wider',
      protocolHash: fingerprint(amended),
      exploratory: false,
    });
    const before = planRun(recorded(...frozen, request(fingerprint(revised)), amendment), RUN);
    const after = planRun(recorded(...frozen, amendment, request(fingerprint(amended))), RUN);
    expect([before?.protocol.alpha, after?.protocol.alpha]).toEqual([0.01, 0.1]);
  });

  test('is none for a run that has ended', () => {
    const end = StudyRunCompleted.create({ run: RUN, resultHash: HASH, result: result('positive') });
    expect(planRun(recorded(...frozen, request(fingerprint(revised)), end), RUN)).toBeUndefined();
  });

  test('refuses a protocol that is not the one that was hashed', () => {
    const forged = [
      frozen[0]!,
      StudyFrozen.create({ protocolHash: fingerprint(revised) }),
      request(fingerprint(revised)),
    ];
    expect(() => planRun(recorded(...forged), RUN)).toThrow(
      `No protocol of this study has the hash ${fingerprint(revised)}`,
    );
  });

  test('refuses a run nobody asked for', () => {
    expect(() => planRun(recorded(...frozen), RUN)).toThrow(`no run "${RUN}"`);
  });
});

describe('files of the data set', () => {
  const registered = DataSetRegistered.create({
    product: 'bonne-boite',
    name: 'people',
    source: 'simulation',
    extractedOn: '2026-01-31',
    quality: 90,
    rows: 12,
    columns,
    pseudonymised: [],
    sha256: HASH,
    bytes: 100,
  });

  test('are those of the registered file', () => {
    expect(registeredFiles(recorded(registered), 'people', HASH)).toEqual({
      dataset: 'people',
      sha256: HASH,
      rows: 12,
      extractedOn: '2026-01-31',
    });
  });

  test('are not given for another file, nor after the data set was erased', () => {
    expect(() => registeredFiles(recorded(registered), 'people', OTHER_HASH)).toThrow('has no file with the SHA-256');
    const erased = DataSetErased.create({ sha256: HASH, reason: 'a request of the persons' });
    expect(() => registeredFiles(recorded(registered, erased), 'people', HASH)).toThrow('was erased');
  });
});
