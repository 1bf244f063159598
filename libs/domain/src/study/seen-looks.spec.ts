import { expect, test } from '@jest/globals';
import type { LookRecord, Protocol } from './protocol.js';
import type { StudyResult } from './result.js';
import { nextLook, toldBy, withLook, type SeenLook } from './seen-looks.js';

const plan: Protocol['looks'] = {
  kind: 'group_sequential',
  spending: 'pocock',
  informationMax: 100,
  fractions: [0.1, 0.5, 1],
};
const record = (information: number, changes: Partial<LookRecord> = {}): LookRecord => ({
  ...{ kind: 'group_sequential', information, fraction: information / 100, spent: 0.01, cumulative: 0.01 },
  ...{ critical: 2.5, last: false, ...changes },
});
const lookAt = (sha256: string, look: LookRecord): SeenLook => ({
  sha256,
  declaredLast: false,
  ...toldBy({ look } as StudyResult),
});

test('a look with too few events told nothing: it takes no planned look, and those after it do not build on it', () => {
  const early = lookAt('a', record(10, { spent: 0, cumulative: 0, belowFloor: true }));
  expect(early.told).toBeUndefined();
  const looks = withLook(withLook([], early), lookAt('b', record(50)));
  expect(nextLook(looks, 'c', plan, false)).toEqual({ look: 3, planned: true, earlierInformation: [50], last: false });
  const three = [...looks, lookAt('c', record(80)), lookAt('d', record(90))];
  expect(nextLook(three, 'e', plan, false)).toMatchObject({
    look: 5,
    planned: false,
    earlierInformation: [50, 80, 90],
  });
});

test('the same data are that look again, with what was told before it', () => {
  const looks = [lookAt('a', record(10)), lookAt('b', record(50))];
  expect(nextLook(looks, 'b', plan, false)).toEqual({ look: 2, planned: true, earlierInformation: [10], last: false });
});
