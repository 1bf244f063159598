import type { PublicStats } from '@impact-ledger/readmodel';
import { z } from 'zod';
import { FreshnessSchema, Position } from '../schemas/common.js';
import { Product } from '../schemas/views.js';
import {
  IndicatorName,
  Quality,
  StudyEstimate,
  VERDICTS,
  type PublicCurves,
  type PublicEstimate as Estimate,
} from '@impact-ledger/domain';

const People = z.int().nullable().meta({ description: 'Null where too few to publish.' });

const PublicEstimate = z
  .strictObject({
    ...StudyEstimate.pick({ label: true, method: true, estimand: true, measure: true, value: true, interval: true })
      .shape,
    people: z.strictObject({ treated: People, comparison: People }),
  })
  .meta({ id: 'PublicEstimate' });

const CurveStep = z.strictObject({
  time: z.number(),
  survival: z.number(),
  lower: z.number(),
  upper: z.number(),
  atRisk: z.int(),
});

const PublicResult = z
  .strictObject({
    study: z.string(),
    run: z.string(),
    look: z.int(),
    question: IndicatorName,
    design: z.string(),
    publishedAt: z.iso.datetime(),
    retraction: z.strictObject({ at: z.iso.datetime(), reason: z.string() }).nullable().meta({
      description: 'Of a result taken back since, whatever moment is asked for: none of its figures is left.',
    }),
    withheld: z.enum(['few', 'close']).nullable().meta({
      description:
        'Why there are no figures: `few` people, or so `close` to those published before that the two together tell of few.',
    }),
    verdict: z.enum(VERDICTS).nullable(),
    grade: z.int().nullable(),
    sentence: IndicatorName.nullable(),
    limits: z.array(IndicatorName),
    exploratory: z.boolean().nullable(),
    plannedLook: z
      .strictObject({ kind: z.enum(['group_sequential', 'anytime']), critical: z.number() })
      .nullable()
      .meta({
        description:
          'Of one of several planned looks: how many standard errors the limits stand from the estimate, so that those of all looks hold together.',
      }),
    horizonDays: z.int(),
    primary: PublicEstimate.nullable(),
    naive: PublicEstimate.nullable().meta({ description: 'Without adjustment: beside the adjusted one, never alone.' }),
    curves: z
      .strictObject({ treated: z.array(CurveStep), comparison: z.array(CurveStep) })
      .nullable()
      .meta({ description: 'Unadjusted, on so coarse a grid that no step tells of few people.' }),
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
    suppressed: z.boolean().meta({ description: 'The value could single people out, or give away one that could.' }),
    revisionWaiting: z.boolean().meta({ description: 'A later revision differs by too few people to be shown.' }),
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
const estimate = (full: Estimate | null | undefined): z.infer<typeof PublicEstimate> | null => {
  if (!full) return null;
  const { label, method, estimand, measure, value, interval, n } = full;
  return {
    ...{ label, method, estimand, measure, value, interval },
    people: { treated: n.treated, comparison: n.comparison },
  };
};

const curves = (all: PublicCurves | null | undefined): z.infer<typeof PublicResult>['curves'] =>
  all ? { treated: [...all.treated], comparison: [...all.comparison] } : null;

/** What anybody may download of a product: what the page shows, which disclosure control has let through. */
export function publicDocument({ product, results, indicators, freshness }: PublicStats): PublicDocument {
  return {
    product,
    freshness,
    results: results.map(({ result, protocol, ...published }) => ({
      study: published.study,
      run: published.run,
      look: published.look,
      question: published.question,
      design: published.design,
      publishedAt: published.publishedAt,
      retraction: published.retraction,
      withheld: result?.withheld ?? null,
      verdict: result?.verdict ?? null,
      grade: result?.grade ?? null,
      sentence: result?.sentence ?? null,
      limits: [...(result?.limits ?? [])],
      exploratory: result?.exploratory ?? null,
      plannedLook: result?.look ?? null,
      horizonDays: protocol.outcome.primaryHorizon,
      primary: estimate(result?.findings?.primary),
      naive: estimate(result?.findings?.naive),
      curves: curves(result?.findings?.curves),
      resultHash: published.resultHash,
      position: published.position,
    })),
    measurements: indicators.flatMap(({ definition, name, measurements }) =>
      measurements.map((each) => ({
        indicator: each.indicator,
        name,
        unit: definition.unit,
        definitionVersion: each.definitionVersion,
        period: each.period,
        breakdown: { ...each.breakdown },
        value: each.value,
        suppressed: each.value === null,
        revisionWaiting: each.waiting,
        quality: each.quality,
        source: each.provenance.source,
        vintage: each.vintage,
        position: each.position,
      })),
    ),
  };
}
