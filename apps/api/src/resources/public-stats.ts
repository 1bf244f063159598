import type { PublicStats } from '@impact-ledger/readmodel';
import { z } from 'zod';
import { FreshnessSchema, Position } from '../schemas/common.js';
import { Product } from '../schemas/views.js';
import { IndicatorName, Quality, StudyEstimate } from '@impact-ledger/domain';

/** Fewer people than this could be recognised. */
const SMALLEST_CELL = 11;

const People = z
  .int()
  .nullable()
  .meta({ description: `Null below ${SMALLEST_CELL}: too few to publish.` });

const PublicEstimate = z
  .strictObject({
    ...StudyEstimate.pick({ label: true, method: true, estimand: true, measure: true, value: true, interval: true })
      .shape,
    people: z.strictObject({ treated: People, comparison: People }),
  })
  .meta({ id: 'PublicEstimate' });

const PublicResult = z
  .strictObject({
    study: z.string(),
    run: z.string(),
    question: IndicatorName,
    design: z.string(),
    verdict: z.string(),
    grade: z.int(),
    sentence: IndicatorName,
    limits: z.array(IndicatorName),
    exploratory: z.boolean(),
    horizonDays: z.int(),
    primary: PublicEstimate.nullable(),
    naive: PublicEstimate.nullable().meta({ description: 'Without adjustment: beside the adjusted one, never alone.' }),
    resultHash: z.string().nullable(),
    position: Position.nullable(),
  })
  .meta({ id: 'PublicResult' });

const PublicMeasurement = z
  .strictObject({
    indicator: z.string(),
    name: IndicatorName,
    unit: z.string(),
    definitionVersion: z.int(),
    period: z.string(),
    breakdown: z.record(z.string(), z.string()),
    value: z.string().nullable(),
    suppressed: z.boolean(),
    quality: Quality,
    source: z.string(),
    vintage: z.iso.date(),
    position: Position,
  })
  .meta({ id: 'PublicMeasurement' });

export const PublicDocument = z
  .strictObject({
    product: Product,
    results: z.array(PublicResult),
    measurements: z.array(PublicMeasurement),
    freshness: FreshnessSchema,
  })
  .meta({ id: 'PublicDocument' });
export type PublicDocument = z.infer<typeof PublicDocument>;
type Estimate = z.infer<typeof StudyEstimate>;

const people = (count: number): number | null => (count < SMALLEST_CELL ? null : count);

function estimate(full: Estimate | null | undefined): z.infer<typeof PublicEstimate> | null {
  if (!full) return null;
  const { label, method, estimand, measure, value, interval, n } = full;
  const counts = { treated: people(n.treated), comparison: people(n.comparison) };
  return { label, method, estimand, measure, value, interval, people: counts };
}

/** What anybody may download of a product: no flow, no curve, no count small enough to single a person out. */
export function publicDocument({ product, results, indicators, freshness }: PublicStats): PublicDocument {
  return {
    product,
    freshness,
    results: results.flatMap(({ result, study, run, question, design, protocol, resultHash, position }) =>
      result === null
        ? []
        : [
            {
              study,
              run,
              question,
              design,
              verdict: result.verdict,
              grade: result.grade,
              sentence: result.sentence,
              limits: result.limits,
              exploratory: result.exploratory,
              horizonDays: protocol.outcome.primaryHorizon,
              primary: estimate(result.findings?.primary),
              naive: estimate(result.findings?.naive),
              resultHash,
              position,
            },
          ],
    ),
    measurements: indicators.flatMap(({ definition, name, measurements }) =>
      measurements.map((each) => {
        const suppressed = definition.unit === 'count' && Number(each.value) < SMALLEST_CELL;
        return {
          indicator: each.indicator,
          name,
          unit: definition.unit,
          definitionVersion: each.definitionVersion,
          period: each.period,
          breakdown: { ...each.breakdown },
          value: suppressed ? null : each.value,
          suppressed,
          quality: each.quality,
          source: each.provenance.source,
          vintage: each.vintage,
          position: each.position,
        };
      }),
    ),
  };
}
