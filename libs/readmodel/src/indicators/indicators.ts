import { parsePeriod } from '@impact-ledger/domain';
import { projection } from '../projecting/projection.js';
import { insert, revise, update } from '../projecting/row-change.js';

const OPEN = { recorded_to: null, position_to: null };

/** The catalogue of indicators, with their definitions bitemporally and every target ever set. */
export const indicators = projection({
  name: 'indicators',
  version: 1,
  tables: ['indicator', 'indicator_definition', 'indicator_target', 'indicator_approval'],
  on: {
    IndicatorDefined: ({ subject, data, revision, recordedAt, position, actor, reason }) => [
      insert(
        'indicator',
        { id: subject },
        {
          product: data.product,
          status: 'live',
          retired_since: null,
          retired_reason: null,
          retired_at: null,
          retired_position: null,
          retired_revision: null,
          revision,
        },
      ),
      insert(
        'indicator_definition',
        { indicator: subject, version: 1, edition: 0 },
        {
          name: data.name,
          definition: data.definition,
          change: 'first',
          reason,
          actor: actor.id,
          revision,
          valid_from: null,
          valid_to: null,
          recorded_from: recordedAt,
          position_from: position,
          ...OPEN,
        },
      ),
    ],

    IndicatorRedefined: ({ subject, data, revision, recordedAt, position, actor }) => {
      const version = data.definitionVersion;
      const before = { indicator: subject, version: version - 1, edition: 0 } as const;
      const begun = { recorded_from: recordedAt, position_from: position, ...OPEN };
      const material = data.change === 'material';
      return [
        // What was the newest version is known from now on as ended; a rewording ends nothing, it replaces the words.
        ...(material
          ? [revise('indicator_definition', before, { ...before, edition: 1 }, { valid_to: data.validFrom, ...begun })]
          : []),
        revise(
          'indicator_definition',
          before,
          { ...before, version },
          {
            name: data.name,
            definition: data.definition,
            change: data.change,
            reason: data.reason,
            actor: actor.id,
            revision,
            ...(material ? { valid_from: data.validFrom } : {}),
            ...begun,
          },
        ),
        update('indicator_definition', before, { recorded_to: recordedAt, position_to: position }),
        update('indicator', { id: subject }, { revision }),
      ];
    },

    IndicatorTargetSet: ({ subject, data, revision, recordedAt, position, reason }) => [
      insert(
        'indicator_target',
        { indicator: subject, revision },
        {
          period: data.period,
          period_start: startOf(data.period),
          value: data.value,
          reason: data.reason ?? reason,
          recorded_at: recordedAt,
          position,
        },
      ),
      update('indicator', { id: subject }, { revision }),
    ],

    IndicatorDefinitionApproved: ({ subject, data, revision, recordedAt, position, actor }) => [
      insert(
        'indicator_approval',
        { indicator: subject, version: data.definitionVersion },
        { actor: actor.id, comment: data.comment, recorded_at: recordedAt, position, revision },
      ),
      update('indicator', { id: subject }, { revision }),
    ],

    IndicatorRetired: ({ subject, data, revision, recordedAt, position }) => [
      update(
        'indicator',
        { id: subject },
        {
          status: 'retired',
          retired_since: data.since,
          retired_reason: data.reason,
          retired_at: recordedAt,
          retired_position: position,
          retired_revision: revision,
          revision,
        },
      ),
    ],
  },
});

function startOf(period: string): string {
  const range = parsePeriod(period);
  if (!range) throw new RangeError(`"${period}" is no period.`);
  return range.start;
}
