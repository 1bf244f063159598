import { expect, test } from '@jest/globals';
import type { Protocol } from '@impact-ledger/domain';
import { estimate } from '@impact-ledger/stats';
import { cohortStudy, conclude, confounded } from './testing/people.js';

const table = confounded(3000, { effect: 0.1, selection: 0.5, ageToHire: -0.05 });
const study: Protocol = { ...cohortStudy, primary: { ...cohortStudy.primary, method: 'ipw' } };
const roles = { treatment: 'sent', outcome: 'hired', covariates: ['age', 'region'] };

test('the difference of a cohort has its adjusted ratio beside it, with the limits of the look', () => {
  const { relative } = conclude(table, study).findings!;
  const direct = estimate('ipw', table, roles, { measure: 'ratio' });
  expect(relative).toEqual({
    value: expect.closeTo(direct.value!, 12),
    interval: {
      level: 0.95,
      lower: expect.closeTo(direct.interval.lower!, 9),
      upper: expect.closeTo(direct.interval.upper!, 9),
    },
  });
  const looks = { kind: 'group_sequential', spending: 'obrien-fleming', informationMax: 20_000 } as const;
  const planned = conclude(table, { ...study, looks });
  const { lower, upper } = planned.findings!.relative!.interval;
  const reach = (Math.log(upper) - Math.log(lower)) / (2 * direct.standardError!);
  expect(reach).toBeCloseTo(planned.look!.critical, 9);
});

test('nothing stands there where the analysis gives no ratio, or is one', () => {
  const byLine = { ...study, primary: { ...study.primary, method: 'least-squares' } };
  expect(conclude(table, byLine).findings!.relative).toBeUndefined();
  const ratio = { ...study, estimand: { ...study.estimand, measure: 'risk_ratio' as const } };
  expect(conclude(table, { ...ratio, smallestEffectOfInterest: 0.1 }).findings!.relative).toBeUndefined();
});
