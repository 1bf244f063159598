import type { Roles } from '../../core/table.js';
import { tolerance } from '../close-to.js';
import type { RResults } from '../r-results.js';
import type { ReferenceCase } from './reference-case.js';

/** Effects, aggregates and pre-trend test of the formulas of package did. */
export function staggeredCases(r: RResults, roles: Roles): ReferenceCase[] {
  const options = { control: r.text('control'), method: r.text('method') };
  const effects = r.at('att_gt');
  const at = (path: string, effect: RResults): Record<string, number> => ({
    [`${path}.value`]: effect.number('est'),
    [`${path}.standardError`]: effect.number('se'),
  });
  const dynamic = r.rows('dynamic');
  const relative = tolerance.newtonError;
  const shared = { roles, options, relative };
  return [
    {
      ...shared,
      id: 'group-time-att',
      expected: {
        value: r.at('simple').number('est'),
        standardError: r.at('simple').number('se'),
        'n.total': r.number('n_units'),
        ...Object.fromEntries(
          effects.numbers('att').flatMap((att, k) => [
            [`details.groupTime.${k}.value`, att],
            [`details.groupTime.${k}.standardError`, effects.numbers('se')[k]!],
            [`details.groupTime.${k}.group`, effects.numbers('group')[k]!],
            [`details.groupTime.${k}.time`, effects.numbers('time')[k]!],
            [`details.groupTime.${k}.n`, effects.numbers('n')[k]!],
          ]),
        ),
        ...at('details.aggregate.simple', r.at('simple')),
        ...Object.fromEntries(
          r
            .at('group')
            .numbers('est')
            .flatMap((est, k) => [
              [`details.aggregate.group.at.${k}.group`, r.at('group').numbers('g')[k]!],
              [`details.aggregate.group.at.${k}.value`, est],
              [`details.aggregate.group.at.${k}.standardError`, r.at('group').numbers('se')[k]!],
            ]),
        ),
        'details.aggregate.group.overall.value': r.at('group').number('overall'),
        'details.aggregate.group.overall.standardError': r.at('group').number('overall_se'),
        'details.preTrend.statistic': r.number('pretest_W'),
        'details.preTrend.degreesOfFreedom': r.number('pretest_df'),
        'details.preTrend.pValue': r.number('pretest_p'),
      },
    },
    {
      ...shared,
      id: 'event-study',
      expected: {
        value: r.at('dynamic_overall').number('est'),
        standardError: r.at('dynamic_overall').number('se'),
        ...Object.fromEntries(
          dynamic.flatMap(([eventTime, est, se], k) => [
            [`details.aggregate.dynamic.at.${k}.eventTime`, eventTime!],
            [`details.aggregate.dynamic.at.${k}.value`, est!],
            [`details.aggregate.dynamic.at.${k}.standardError`, se!],
          ]),
        ),
      },
    },
  ];
}
