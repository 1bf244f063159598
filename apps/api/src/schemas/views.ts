import {
  ChangeKind,
  DataSetColumn,
  DataSetPart,
  EventMetadata,
  IndicatorDefinition,
  IndicatorName,
  Phase,
  Protocol,
  Provenance,
  Quality,
  ROLES,
  StudyResult,
} from '@impact-ledger/domain';
import type { ErasureReceipt } from '@impact-ledger/application';
import type {
  DataSetView,
  DefinitionDiff,
  EventView,
  IndicatorDetail,
  IndicatorView,
  MeasurementView,
  ProductView,
  RunProgressView,
  StudyDetail,
  StudyRunView,
  StudySummary,
} from '@impact-ledger/readmodel';
import { z } from 'zod';
import { pageOf, Position } from './common.js';

const day = () => z.iso.date();
const moment = () => z.iso.datetime();
const Text = IndicatorName;
const revision = () => z.int().meta({ description: 'Of its stream: send it as If-Match, in quotes.' });

export const Product = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    incubator: z.string(),
    problem: Text,
    phase: Phase,
    phaseSince: day().nullable(),
    revision: revision(),
  })
  .meta({ id: 'Product' }) satisfies z.ZodType<ProductView>;

const DefinitionVersion = z
  .strictObject({
    version: z.int(),
    name: Text,
    definition: IndicatorDefinition,
    change: z.union([z.literal('first'), ChangeKind]),
    reason: z.string().nullable(),
    validFrom: day().nullable().meta({ description: 'First civil day it applies to; null for the first.' }),
    recordedAt: moment(),
    actor: z.string(),
    approval: z
      .strictObject({ by: z.string(), comment: z.string().nullable(), recordedAt: moment() })
      .nullable()
      .meta({ description: 'By somebody who did not write it; null while nobody has.' }),
  })
  .meta({ id: 'DefinitionVersion' });

const DefinitionField = z
  .union([z.string(), z.number(), z.boolean()])
  .nullable()
  .meta({ description: 'Null where that version has none.' });

export const DefinitionDiffView = z
  .strictObject({
    indicator: z.string(),
    from: z.int(),
    to: z.int(),
    change: z
      .enum(['none', 'material', 'editorial'])
      .meta({ description: 'Material when any step breaks the series.' }),
    fields: z.array(z.strictObject({ field: z.string(), before: DefinitionField, after: DefinitionField })),
    steps: z
      .array(DefinitionVersion.omit({ name: true, definition: true }).meta({ id: 'DefinitionStep' }))
      .meta({ description: 'Oldest first.' }),
  })
  .meta({ id: 'DefinitionDiff' }) satisfies z.ZodType<DefinitionDiff>;

const Target = z
  .strictObject({ period: z.string(), value: z.string(), reason: z.string().nullable(), recordedAt: moment() })
  .meta({ id: 'Target' });

export const Indicator = z
  .strictObject({
    id: z.string(),
    product: z.string(),
    name: Text,
    definition: IndicatorDefinition,
    definitionVersion: z.int(),
    status: z.enum(['live', 'retired']),
    revision: revision(),
  })
  .meta({ id: 'Indicator' }) satisfies z.ZodType<IndicatorView>;

export const IndicatorWithHistory = z
  .strictObject({
    ...Indicator.shape,
    definitions: z.array(DefinitionVersion).meta({ description: 'Oldest first.' }),
    targets: z.array(Target),
  })
  .meta({ id: 'IndicatorDetail' }) satisfies z.ZodType<IndicatorDetail>;

export const Measurement = z
  .strictObject({
    id: z.string(),
    indicator: z.string(),
    definitionVersion: z.int(),
    period: z.string(),
    periodStart: day(),
    periodEnd: day(),
    breakdown: z.record(z.string(), z.string()),
    value: z.string().meta({ description: 'Exactly as written: a decimal string.' }),
    quality: Quality,
    vintage: day(),
    provenance: Provenance,
    status: z.enum(['live', 'withdrawn']),
    reason: z.string().nullable(),
    revision: revision(),
    recordedFrom: moment(),
    recordedTo: moment().nullable().meta({ description: 'Null while this state stands.' }),
    position: Position,
  })
  .meta({ id: 'Measurement' }) satisfies z.ZodType<MeasurementView>;

export const MeasurementWithHistory = z
  .strictObject({ ...Measurement.shape, history: z.array(Measurement) })
  .meta({ id: 'MeasurementDetail' });

export const DataSet = z
  .strictObject({
    id: z.string(),
    product: z.string(),
    name: z.string(),
    source: z.string(),
    licence: z.string().nullable(),
    extractedOn: day(),
    quality: Quality,
    rows: z.int(),
    columns: z.array(DataSetColumn),
    sha256: z.string(),
    status: z.enum(['registered', 'erased']),
    revision: revision(),
  })
  .meta({ id: 'DataSet' }) satisfies z.ZodType<DataSetView>;

/** With its parts, of which a table has none; rows and columns above are then those of the persons. */
export const DataSetInParts = DataSet.extend({ parts: z.array(DataSetPart) }).meta({ id: 'DataSetInParts' });

const ErasureReceiptView = z
  .strictObject({
    schema: z.literal('impact-ledger/erasure/1'),
    what: z.enum(['one person erased', 'data set erased']),
    dataset: z.string(),
    at: moment(),
    position: Position,
    event: z.string(),
    eventSha256: z.string().meta({ description: 'SHA-256 of the canonical JSON of the event.' }),
    before: z.string().meta({ description: 'SHA-256 of the file before.' }),
    after: z.string().nullable().meta({ description: 'SHA-256 of the file after; null when none is left.' }),
    rows: z.strictObject({ erased: z.int(), left: z.int() }).nullable(),
    note: z.string().nullable().meta({
      description: 'The receipt as a C2SP note signed by the key of the log; null before it was first signed.',
    }),
  })
  .meta({ id: 'ErasureReceipt' }) satisfies z.ZodType<ErasureReceipt & { readonly note: string | null }>;
export const ErasureReceipts = z.strictObject({ items: z.array(ErasureReceiptView) }).meta({ id: 'ErasureReceipts' });

const runShape = {
  run: z.string(),
  study: z.string(),
  look: z.int(),
  exploratory: z.boolean(),
  status: z.enum(['requested', 'completed', 'refused', 'failed', 'cancelled']),
  requestedAt: moment(),
  endedAt: moment().nullable(),
  result: StudyResult.nullable(),
  resultHash: z.string().nullable(),
  reasons: z.array(z.string()),
  review: z.enum(['accepted', 'rejected']).nullable(),
  reviewComment: z.string().nullable(),
  publication: z.enum(['published', 'retracted']).nullable(),
  seal: z
    .string()
    .nullable()
    .meta({ description: 'Of the sealed document with the estimate of a refused run; null when there is none.' }),
  unsealing: z
    .strictObject({ at: moment(), by: z.string(), reason: z.string() })
    .nullable()
    .meta({ description: 'Null while the result is sealed.' }),
  reproducibility: z
    .enum(['reproducible', 'inputs_partly_erased', 'hash_only'])
    .nullable()
    .meta({ description: 'Whether the result can be computed again from its file.' }),
  position: Position.nullable().meta({ description: 'Of the event that ended the run.' }),
};
export const StudyRun = z.strictObject(runShape).meta({ id: 'StudyRun' }) satisfies z.ZodType<StudyRunView>;

export const RunProgress = z
  .strictObject({
    run: z.string(),
    startedAt: moment().nullable().meta({ description: 'Null while the run waits for a worker.' }),
    step: z.string().nullable().meta({ description: 'The step under way; null before the first and after the last.' }),
    done: z.int().meta({ description: 'Steps behind it.' }),
    steps: z.int().meta({ description: 'Steps of a run in all; a refused run leaves some out.' }),
    timings: z.array(z.strictObject({ step: z.string(), milliseconds: z.number() })),
  })
  .meta({ id: 'RunProgress' }) satisfies z.ZodType<RunProgressView>;

const { design } = Protocol.shape;

export const Study = z
  .strictObject({
    id: z.string(),
    product: z.string(),
    question: Text,
    design,
    status: z.enum(['drafted', 'frozen']),
    exploratory: z.boolean(),
    revision: revision(),
    run: StudyRun.nullable().meta({ description: 'The last with a result, else the last.' }),
  })
  .meta({ id: 'Study' }) satisfies z.ZodType<StudySummary>;

export const StudyWithRuns = z
  .strictObject({
    ...Study.shape,
    protocol: Protocol,
    protocolHash: z.string().nullable(),
    frozenAt: moment().nullable(),
    schedule: z.string().nullable(),
    dataset: DataSet.nullable(),
    runs: z.array(StudyRun).meta({ description: 'Newest first.' }),
  })
  .meta({ id: 'StudyDetail' }) satisfies z.ZodType<StudyDetail>;

export const LedgerEvent = z
  .strictObject({
    position: Position,
    id: z.string(),
    stream: z.string(),
    revision: z.int(),
    type: z.string(),
    version: z.int(),
    actor: z.strictObject({ id: z.string(), role: z.enum(ROLES) }),
    reason: z.string().nullable(),
    recordedAt: moment(),
  })
  .meta({ id: 'Event' }) satisfies z.ZodType<EventView>;

const StoredEvent = z.strictObject({
  id: z.string(),
  stream: z.string(),
  revision: z.int(),
  type: z.string(),
  version: z.int(),
  data: z.unknown(),
  metadata: EventMetadata,
  recordedAt: moment(),
});

export const LedgerEventBytes = z
  .strictObject({
    position: Position,
    bytes: z.string().meta({ description: 'The RFC 8785 canonical JSON of the event: exactly what is hashed.' }),
    sha256: z.string().meta({ description: 'SHA-256 of the bytes.' }),
    leafHash: z.string().meta({ description: 'SHA-256 of 0x00 and the bytes: the leaf of RFC 6962.' }),
    event: StoredEvent.meta({ description: 'The bytes, parsed.' }),
  })
  .meta({ id: 'EventBytes' });

export const ProductPage = pageOf('ProductPage', Product);
export const IndicatorPage = pageOf('IndicatorPage', Indicator);
export const MeasurementPage = pageOf('MeasurementPage', Measurement);
export const DataSetPage = pageOf('DataSetPage', DataSet);
export const StudyPage = pageOf('StudyPage', Study);
export const StudyRunPage = pageOf('StudyRunPage', StudyRun);
export const EventPage = pageOf('EventPage', LedgerEvent);
