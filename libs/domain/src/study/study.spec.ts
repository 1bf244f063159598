import { describe, expect, test } from '@jest/globals';
import type { Actor } from '../shared/actor.js';
import type { DataSetState } from '../dataset/dataset.js';
import { fold } from '../shared/decider.js';
import { author, colleague, given } from '../testing/given.js';
import { columns, HASH, OTHER_HASH, protocol, registered, result, RUN } from '../testing/protocols.js';
import * as events from './study-events.js';
import { study } from './study.js';

const OTHER_RUN = '0b0f6f3c-4a43-4d2c-9a0e-0d7c6f1f0a12';
const drafted = events.StudyDrafted.create({ protocol });
const attached = events.StudyDataAttached.create({ dataset: 'people', sha256: HASH });
const frozen = events.StudyFrozen.create({ protocolHash: HASH });
const requested = events.StudyRunRequested.create({
  run: RUN,
  dataset: 'people',
  sha256: HASH,
  protocolHash: HASH,
  look: 1,
  exploratory: false,
  earlierInformation: [],
  last: false,
});
const completed = events.StudyRunCompleted.create({ run: RUN, resultHash: HASH, result: result('positive') });
const accepted = events.StudyResultReviewed.create({ run: RUN, decision: 'accepted', comment: 'sound' });
const published = events.StudyResultPublished.create({ run: RUN });
const ready = [drafted, attached, frozen];
const looked = [...ready, requested, completed];
const requestRun = (onlyOnNewData = false) => ({
  type: 'RequestRun' as const,
  data: { run: OTHER_RUN, onlyOnNewData },
});
const freeze = { type: 'FreezeStudy' as const, data: {}, protocolHash: HASH, datasetState: registered };
const amending = { protocolHash: OTHER_HASH, datasetState: registered };
const complete = (verdict: 'positive' | 'refused') => ({
  type: 'CompleteRun' as const,
  data: { run: RUN, resultHash: HASH, result: result(verdict), sealed: verdict === 'refused' ? OTHER_HASH : null },
});

describe('a protocol', () => {
  test('that adjusts for something the service may have moved is refused with the place', () => {
    const covariates = [{ ...protocol.covariates[0]!, measured: 'after_time_zero' as const }];
    const draft = { type: 'DraftStudy' as const, data: { protocol: { ...protocol, covariates } } };
    expect(() => given(study, []).when(draft)).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        pointers: [expect.objectContaining({ pointer: '/covariates/0/measured' })],
      }),
    );
  });

  test('whose arms only the future tells is refused with an explanation: its users would be given immortal time', () => {
    const arms = { ...protocol.arms, known: 'after_time_zero' as const };
    const draft = { type: 'DraftStudy' as const, data: { protocol: { ...protocol, arms } } };
    expect(() => given(study, []).when(draft)).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        message: expect.stringContaining('immortal time'),
        pointers: [expect.objectContaining({ pointer: '/arms/known' })],
      }),
    );
    const known = { ...arms, known: 'at_time_zero' as const };
    expect(given(study, []).when({ ...draft, data: { protocol: { ...protocol, arms: known } } })).toHaveLength(1);
  });

  test('changes by a revision until frozen, by an amendment after', () => {
    const data = { protocol, reason: 'clearer question' };
    expect(given(study, [drafted]).when({ type: 'ReviseProtocol', data })).toHaveLength(1);
    expect(() => given(study, ready).when({ type: 'ReviseProtocol', data })).toThrow('The protocol is frozen');
  });

  test('amended before any look stays confirmatory; after one it explores for ever', () => {
    const amend = {
      type: 'AmendStudy' as const,
      data: { protocol, reason: 'new covariate' },
      ...amending,
    };
    expect(given(study, ready).when(amend)).toEqual([
      expect.objectContaining({ data: expect.objectContaining({ exploratory: false }) }),
    ]);
    expect(given(study, looked).when(amend)).toEqual([
      expect.objectContaining({ data: expect.objectContaining({ exploratory: true }) }),
    ]);
  });

  test('is amended to what the attached data can answer, or together with other data', () => {
    const older = { ...protocol, covariates: [{ ...protocol.covariates[0]!, column: 'years' }] };
    const amend = (data: { dataset?: string }, datasetState: DataSetState) => ({
      type: 'AmendStudy' as const,
      data: { protocol: older, reason: 'age in years', ...data },
      protocolHash: OTHER_HASH,
      datasetState,
    });
    expect(() => given(study, ready).when(amend({}, registered))).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        message: expect.stringContaining('column "years" is not in the data set, which has: used, hired, age'),
        pointers: [expect.objectContaining({ pointer: '/covariates/0/column' })],
      }),
    );
    const people = registered as Exclude<DataSetState, { status: 'absent' }>;
    const other: DataSetState = {
      ...people,
      columns: columns.map((column) => (column.name === 'age' ? { ...column, name: 'years' } : column)),
    };
    expect(given(study, ready).when(amend({ dataset: 'people-2' }, other))).toEqual([
      events.StudyAmended.create({
        protocol: older,
        reason: 'age in years',
        protocolHash: OTHER_HASH,
        exploratory: false,
      }),
      events.StudyDataAttached.create({ dataset: 'people-2', sha256: HASH }),
    ]);
    expect(() => given(study, ready).when(amend({ dataset: 'people-2' }, registered))).toThrow('"years" is not in');
    expect(() => given(study, ready).when(amend({ dataset: 'people-2' }, { status: 'absent' }))).toThrow(
      'send its file',
    );
    // Without data there is nothing to fit; data that were erased are replaced, and checked then.
    expect(given(study, [drafted, frozen]).when(amend({}, { status: 'absent' }))).toHaveLength(1);
    expect(given(study, ready).when(amend({}, { ...people, status: 'erased' }))).toHaveLength(1);
  });

  test('is not frozen on a data set whose arm has three values', () => {
    const three = { ...registered, columns: [{ ...columns[0]!, levels: ['0', '1', '2'] }, ...columns.slice(1)] };
    expect(() => given(study, [drafted, attached]).when({ ...freeze, datasetState: three })).toThrow(
      'column "used" holds "0", "1", "2"; an arm needs exactly 0 and 1',
    );
  });

  test('names every column the data set lacks, and those it has', () => {
    const attach = {
      type: 'AttachData' as const,
      data: { dataset: 'people' },
      datasetState: { ...registered, columns: columns.slice(0, 2) },
    };
    expect(() => given(study, [drafted]).when(attach)).toThrow(
      'column "age" is not in the data set, which has: used, hired.',
    );
  });
});

describe('a run', () => {
  test('needs a frozen protocol and data', () => {
    expect(() => given(study, [drafted, attached]).when(requestRun())).toThrow('freeze it first');
    expect(() => given(study, [drafted, frozen]).when(requestRun())).toThrow('attach a data set first');
  });

  test('is the first look on the first data', () => {
    expect(given(study, ready).when(requestRun())).toEqual([
      expect.objectContaining({ data: expect.objectContaining({ run: OTHER_RUN, look: 1, exploratory: false }) }),
    ]);
  });

  test('on the same data is the same look; the schedule does not ask for it', () => {
    expect(given(study, looked).when(requestRun())).toEqual([
      expect.objectContaining({ data: expect.objectContaining({ look: 1 }) }),
    ]);
    expect(given(study, looked).when(requestRun(true))).toEqual([]);
  });

  test('on new data is the next look, and explores since one look was planned', () => {
    const newer = events.StudyDataAttached.create({ dataset: 'people-2', sha256: OTHER_HASH });
    expect(given(study, [...looked, newer]).when(requestRun(true))).toEqual([
      expect.objectContaining({ data: expect.objectContaining({ look: 2, exploratory: true }) }),
    ]);
  });

  test('waits for the one under way', () => {
    expect(() => given(study, [...ready, requested]).when(requestRun())).toThrow('A run of this study is under way');
  });

  test('ends once, however often its end is delivered', () => {
    expect(given(study, [...ready, requested]).when(complete('positive'))).toEqual([completed]);
    expect(given(study, looked).when(complete('positive'))).toEqual([]);
    expect(given(study, looked).when({ type: 'FailRun', data: { run: RUN, reason: 'late' } })).toEqual([]);
  });

  const cancel = { type: 'CancelRun' as const, data: { run: RUN, reason: 'the wrong file' } };
  const cancelled = events.StudyRunCancelled.create(cancel.data);

  test('that is cancelled ends there: its result comes too late, and it was no look', () => {
    expect(given(study, [...ready, requested]).when(cancel)).toEqual([cancelled]);
    const after = [...ready, requested, cancelled];
    expect(given(study, after).when(complete('positive'))).toEqual([]);
    expect(given(study, after).when(cancel)).toEqual([]);
    // The same data may be tried again, by the schedule too, and the look is the first still.
    for (const onlyOnNewData of [true, false]) {
      expect(given(study, after).when(requestRun(onlyOnNewData))).toMatchObject([
        { data: { look: 1, exploratory: false } },
      ]);
    }
    const amend = { type: 'AmendStudy' as const, data: { protocol, reason: 'clearer' }, ...amending };
    expect(given(study, after).when(amend)).toMatchObject([{ data: { exploratory: false } }]);
  });

  test('that has ended cannot be cancelled', () => {
    expect(() => given(study, looked).when(cancel)).toThrow('has ended already, "completed"');
    expect(() => given(study, ready).when(cancel)).toThrow('no run');
  });

  test('gives its data away only when there is a result to compute again, and names the file that was read', () => {
    const take = { type: 'ExportReproduction' as const, data: { run: RUN, reason: 'a second opinion' } };
    const newer = events.StudyDataAttached.create({ dataset: 'people-2', sha256: OTHER_HASH });
    expect(given(study, [...looked, newer]).when(take)).toEqual([
      events.StudyDataExported.create({ ...take.data, dataset: 'people', sha256: HASH }),
    ]);
    expect(() => given(study, [...ready, requested]).when(take)).toThrow('no result to compute again');
  });

  test('whose gate failed is refused and names the gate', () => {
    expect(given(study, [...ready, requested]).when(complete('refused'))).toEqual([
      expect.objectContaining({ type: 'StudyRunRefused', data: expect.objectContaining({ reasons: ['equipoise'] }) }),
    ]);
  });
});

describe('several planned looks', () => {
  const looks = { kind: 'group_sequential' as const, spending: 'pocock' as const, informationMax: 100 };
  const plan = events.StudyDrafted.create({ protocol: { ...protocol, looks } });
  const look = (information: number, last = false) => ({
    ...{ kind: 'group_sequential' as const, information, fraction: information / 100 },
    ...{ spent: 0.01, cumulative: 0.02, critical: 2.4, last },
  });
  const done = (information: number, last = false) =>
    events.StudyRunCompleted.create({
      ...completed.data,
      result: { ...result('inconclusive'), schema: 2, look: look(information, last) },
    });
  const newer = events.StudyDataAttached.create({ dataset: 'people-2', sha256: OTHER_HASH });
  const first = [plan, attached, frozen, requested, done(40)];
  const asked = (history: readonly events.StudyEvent[], last?: boolean) =>
    given(study, history).when({
      type: 'RequestRun',
      data: { run: OTHER_RUN, onlyOnNewData: false, ...(last && { last }) },
    })[0]?.data;

  test('the next look confirms, and knows the information of those before', () => {
    expect(asked([...first, newer])).toMatchObject({
      look: 2,
      exploratory: false,
      earlierInformation: [40],
      last: false,
    });
  });

  test('looking again at the same data is the first look again: it spends nothing', () => {
    expect(asked(first)).toMatchObject({ look: 1, exploratory: false, earlierInformation: [] });
    const later = [...first, newer, { ...requested, data: { ...requested.data, sha256: OTHER_HASH, run: OTHER_RUN } }];
    const second = events.StudyRunCompleted.create({ ...done(90).data, run: OTHER_RUN });
    expect(asked([...later, second, attached])).toMatchObject({ look: 1, earlierInformation: [] });
    expect(asked([...later, second])).toMatchObject({ look: 2, earlierInformation: [40] });
  });

  test('after the last look, whether declared or reached, looks explore', () => {
    expect(asked([...first, newer], true)).toMatchObject({ last: true, exploratory: false });
    expect(asked([plan, attached, frozen, requested, done(100, true), newer])).toMatchObject({ exploratory: true });
  });

  test('after as many looks as were planned, looks explore', () => {
    const counted = (...fractions: number[]) =>
      asked([
        events.StudyDrafted.create({ protocol: { ...protocol, looks: { ...looks, fractions } } }),
        ...[attached, frozen, requested, done(40), newer],
      ]);
    expect(counted(0.4, 1)).toMatchObject({ look: 2, exploratory: false });
    expect(counted(1)).toMatchObject({ look: 2, exploratory: true });
  });

  test('a sealed run is a look from its unsealing on', () => {
    const refused = events.StudyRunRefused.create({
      ...{ run: RUN, reasons: ['equipoise'], resultHash: HASH, sealed: OTHER_HASH },
      result: { ...result('refused'), schema: 2, look: look(40) },
    });
    const sealed = [plan, attached, frozen, requested, refused, newer];
    expect(asked(sealed)).toMatchObject({ look: 1, earlierInformation: [] });
    const unsealed = events.StudyResultUnsealed.create({ run: RUN, reason: 'asked' });
    expect(asked([...sealed, unsealed])).toMatchObject({ look: 2, earlierInformation: [40] });
  });
});

describe('four eyes', () => {
  const review = { type: 'ReviewResult' as const, data: { run: RUN, decision: 'accepted' as const, comment: 'sound' } };
  const publish = { type: 'PublishResult' as const, data: { run: RUN } };

  test('the author reviews and publishes nothing of their own, an administrator neither', () => {
    expect(() => given(study, looked).when(review)).toThrow('an analyst who did not write it must review its result');
    expect(() => given(study, [...looked, accepted]).when(publish, { id: 'claire', role: 'admin' })).toThrow(
      'an editor or analyst who did not write it must publish',
    );
  });

  test('a colleague reviews, and what was accepted is published', () => {
    expect(given(study, looked).when(review, colleague)).toEqual([accepted]);
    expect(() => given(study, looked).when(publish, colleague)).toThrow('have it reviewed first');
    expect(given(study, [...looked, accepted]).when(publish, colleague)).toEqual([published]);
  });

  test('only what is published is retracted', () => {
    const retract = { type: 'RetractResult' as const, data: { run: RUN, reason: 'data error' } };
    expect(() => given(study, [...looked, accepted]).when(retract, colleague)).toThrow('is not published');
    expect(given(study, [...looked, accepted, published]).when(retract, colleague)).toHaveLength(1);
    expect(() => given(study, [...looked, accepted, published]).when(retract)).toThrow(
      'an editor or analyst who did not write it must retract',
    );
  });
});

describe('a sealed result', () => {
  const refused = events.StudyRunRefused.create({
    run: RUN,
    reasons: ['equipoise'],
    resultHash: HASH,
    result: result('refused'),
    sealed: OTHER_HASH,
  });
  const unsealed = events.StudyResultUnsealed.create({ run: RUN, reason: 'a minister asked' });
  const sealed = [...ready, requested, refused];
  const unseal = { type: 'UnsealResult' as const, data: { run: RUN, reason: 'a minister asked' } };
  const read = { type: 'ReadSealedResult' as const, data: { run: RUN, reason: 'for the minister' } };
  const amend = { type: 'AmendStudy' as const, data: { protocol, reason: 'wider' }, ...amending };

  test('is unsealed by neither the author of the protocol nor whoever asked for the run', () => {
    expect(() => given(study, sealed).when(unseal)).toThrow('You wrote this protocol');
    const by = (actor: Actor) => (event: events.StudyEvent) => ({ event, by: actor });
    const state = fold(study, [...ready.map(by(author)), ...[requested, refused].map(by(colleague))]);
    const at = '2026-03-02T09:00:00.000Z';
    expect(() => study.decide(unseal, state, { actor: colleague, at })).toThrow('You asked for this run');
    expect(() => study.decide(unseal, state, { actor: { id: 'claire', role: 'admin' }, at })).toThrow('You wrote');
    expect(study.decide(unseal, state, { actor: { id: 'third', role: 'analyst' }, at })).toEqual([unsealed]);
  });

  test('is read by nobody before, and by name after', () => {
    expect(() => given(study, sealed).when(read, colleague)).toThrow('This result is sealed');
    expect(given(study, [...sealed, unsealed]).when(read, colleague)).toEqual([
      events.SealedResultRead.create({ run: RUN, reason: 'for the minister' }),
    ]);
    expect(() => given(study, looked).when(read, colleague)).toThrow('only the result of a refused run is sealed');
  });

  test('is no look until it is unsealed, but the schedule does not try the same data again', () => {
    expect(given(study, sealed).when(amend)).toMatchObject([{ data: { exploratory: false } }]);
    expect(given(study, [...sealed, unsealed]).when(amend)).toMatchObject([{ data: { exploratory: true } }]);
    expect(given(study, sealed).when(requestRun(true))).toEqual([]);
    const newer = events.StudyDataAttached.create({ dataset: 'people-2', sha256: OTHER_HASH });
    expect(given(study, [...sealed, newer]).when(requestRun())).toMatchObject([
      { data: { look: 1, exploratory: false } },
    ]);
    expect(given(study, [...sealed, unsealed, newer]).when(requestRun())).toMatchObject([
      { data: { look: 2, exploratory: true } },
    ]);
  });

  test('that was never computed cannot be unsealed', () => {
    const nothing = events.StudyRunRefused.create({ ...refused.data, sealed: null });
    expect(() => given(study, [...ready, requested, nothing]).when(unseal, colleague)).toThrow('nothing to unseal');
  });
});
