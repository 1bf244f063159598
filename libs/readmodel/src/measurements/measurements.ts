import { parsePeriod } from '@impact-ledger/domain';
import { projection } from '../projecting/projection.js';
import { insert, revise, update, type RowChange } from '../projecting/row-change.js';

/** From now on the state before this revision is history; there is none before the first. */
const superseded = (id: string, revision: number, recordedAt: string, position: string): RowChange[] =>
  revision === 0
    ? []
    : [update('measurement', { id, revision: revision - 1 }, { recorded_to: recordedAt, position_to: position })];

/** Every recorded state of every data point: one row per event of its stream. */
export const measurements = projection({
  name: 'measurements',
  version: 1,
  tables: ['measurement'],
  on: {
    MeasurementRecorded: ({ subject, data, revision, recordedAt, position, reason }) => {
      const range = parsePeriod(data.period);
      if (!range) throw new RangeError(`"${data.period}" is no period.`);
      return [
        insert(
          'measurement',
          { id: subject, revision },
          {
            indicator: data.indicator,
            definition_version: data.definitionVersion,
            period: data.period,
            period_start: range.start,
            period_end: range.end,
            breakdown: data.breakdown,
            value: data.value,
            quality: data.quality,
            vintage: data.vintage,
            provenance: data.provenance,
            status: 'live',
            reason,
            recorded_from: recordedAt,
            recorded_to: null,
            position_from: position,
            position_to: null,
          },
        ),
        // A data point that was withdrawn may be recorded anew.
        ...superseded(subject, revision, recordedAt, position),
      ];
    },

    MeasurementCorrected: ({ subject, data, revision, recordedAt, position }) => [
      revise(
        'measurement',
        { id: subject, revision: revision - 1 },
        { id: subject, revision },
        {
          value: data.value,
          quality: data.quality,
          vintage: data.vintage,
          provenance: data.provenance,
          reason: data.reason,
          recorded_from: recordedAt,
          recorded_to: null,
          position_from: position,
          position_to: null,
        },
      ),
      ...superseded(subject, revision, recordedAt, position),
    ],

    MeasurementWithdrawn: ({ subject, data, revision, recordedAt, position }) => [
      revise(
        'measurement',
        { id: subject, revision: revision - 1 },
        { id: subject, revision },
        {
          status: 'withdrawn',
          reason: data.reason,
          recorded_from: recordedAt,
          recorded_to: null,
          position_from: position,
          position_to: null,
        },
      ),
      ...superseded(subject, revision, recordedAt, position),
    ],
  },
});
