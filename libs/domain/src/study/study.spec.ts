import { describe, expect, test } from '@jest/globals';
import type { DataSetState } from '../dataset/dataset.js';
import { given } from '../testing/given.js';
import { columns, HASH, OTHER_HASH, protocol, registered, result, RUN } from '../testing/protocols.js';
import {
  amend,
  attached,
  completed,
  drafted,
  frozen,
  looked,
  newer,
  OTHER_RUN,
  ready,
  requested,
  requestRun,
} from '../testing/study-history.js';
import * as events from './study-events.js';
import { study } from './study.js';

const freeze = { type: 'FreezeStudy' as const, data: {}, protocolHash: HASH, datasetState: registered };
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
    expect(given(study, ready).when(amend())).toEqual([
      expect.objectContaining({ data: expect.objectContaining({ exploratory: false }) }),
    ]);
    expect(given(study, looked).when(amend())).toEqual([
      expect.objectContaining({ data: expect.objectContaining({ exploratory: true }) }),
    ]);
  });

  test('is amended to what the attached data can answer, or together with other data', () => {
    const older = {
      protocol: { ...protocol, covariates: [{ ...protocol.covariates[0]!, column: 'years' }] },
      reason: 'age in years',
    };
    const onOther = { ...older, dataset: 'people-2' };
    expect(() => given(study, ready).when(amend(older))).toThrow(
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
    expect(given(study, ready).when(amend(onOther, other))).toEqual([
      events.StudyAmended.create({ ...older, protocolHash: OTHER_HASH, exploratory: false }),
      events.StudyDataAttached.create({ dataset: 'people-2', sha256: HASH }),
    ]);
    expect(() => given(study, ready).when(amend(onOther))).toThrow('"years" is not in');
    expect(() => given(study, ready).when(amend(onOther, { status: 'absent' }))).toThrow('send its file');
    // Without data there is nothing to fit; data that were erased are replaced, and checked then.
    expect(given(study, [drafted, frozen]).when(amend(older, { status: 'absent' }))).toHaveLength(1);
    expect(given(study, ready).when(amend(older, { ...people, status: 'erased' }))).toHaveLength(1);
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
    expect(given(study, after).when(amend())).toMatchObject([{ data: { exploratory: false } }]);
  });

  test('that has ended cannot be cancelled', () => {
    expect(() => given(study, looked).when(cancel)).toThrow('has ended already, "completed"');
    expect(() => given(study, ready).when(cancel)).toThrow('no run');
  });

  test('gives its data away only when there is a result to compute again, and names the file that was read', () => {
    const take = { type: 'ExportReproduction' as const, data: { run: RUN, reason: 'a second opinion' } };
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
  const first = [plan, attached, frozen, requested, done(40)];
  const asked = (history: readonly events.StudyEvent[], last?: boolean) =>
    given(study, history).when({
      type: 'RequestRun',
      data: { run: OTHER_RUN, onlyOnNewData: false, ...(last && { last }) },
    })[0]?.data;

  test('of a protocol that breaks a rule known since is refused with the rule', () => {
    const primary = { method: 'risk-difference', options: {}, label: { en: 'as they are' } };
    const older = events.StudyDrafted.create({ protocol: { ...protocol, looks, primary } });
    expect(() => asked([older, attached, frozen])).toThrow(
      /cannot answer its question.*compares the groups as they are/,
    );
  });

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
