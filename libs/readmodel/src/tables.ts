import type {
  ChangeKind,
  DataSetColumn,
  IndicatorDefinition,
  LocalText,
  Phase,
  Protocol,
  Provenance,
  Quality,
  Role,
  StudyResult,
} from '@impact-ledger/domain';
import type { ColumnType, Insertable } from 'kysely';
import type { z } from 'zod';

/** Written as ISO 8601 text, read as Date. */
type Instant = ColumnType<Date, string, string>;
type NullableInstant = ColumnType<Date | null, string | null, string | null>;

/** When the ledger said what a row says: "now" is a row without an end. */
interface Known {
  recorded_from: Instant;
  recorded_to: NullableInstant;
  position_from: string;
  position_to: string | null;
}

/** The tables of schema `read`, column by column as in `migrations`; positions, dates and exact numbers are strings. */
export interface ReadTables {
  projection: {
    name: string;
    version: number;
    position: string;
    recorded_at: NullableInstant;
    processed: string;
    status: 'running' | 'failed';
    failed_position: string | null;
    failed_stream: string | null;
    failed_reason: string | null;
    updated_at: Instant;
  };
  product: {
    id: string;
    name: string;
    incubator: string;
    problem: LocalText;
    phase: Phase;
    phase_since: string | null;
    revision: number;
  } & Known;
  indicator: {
    id: string;
    product: string;
    status: 'live' | 'retired';
    retired_since: string | null;
    retired_reason: string | null;
    retired_at: NullableInstant;
    retired_position: string | null;
    retired_revision: number | null;
    revision: number;
  };
  indicator_definition: {
    indicator: string;
    version: number;
    edition: 0 | 1;
    name: LocalText;
    definition: IndicatorDefinition;
    change: 'first' | ChangeKind;
    reason: string | null;
    actor: string;
    revision: number;
    valid_from: string | null;
    valid_to: string | null;
  } & Known;
  indicator_target: {
    indicator: string;
    revision: number;
    period: string;
    period_start: string;
    value: string;
    reason: string | null;
    recorded_at: Instant;
    position: string;
  };
  indicator_approval: {
    indicator: string;
    version: number;
    actor: string;
    comment: string;
    recorded_at: Instant;
    position: string;
    revision: number;
  };
  measurement: {
    id: string;
    revision: number;
    indicator: string;
    definition_version: number;
    period: string;
    period_start: string;
    period_end: string;
    breakdown: Record<string, string>;
    value: string;
    quality: Quality;
    vintage: string;
    provenance: z.infer<typeof Provenance>;
    status: 'live' | 'withdrawn';
    reason: string | null;
  } & Known;
  dataset: {
    id: string;
    product: string;
    name: string;
    source: string;
    licence: string | null;
    extracted_on: string;
    quality: Quality;
    rows: number;
    columns: DataSetColumn[];
    sha256: string;
    status: 'registered' | 'erased';
    revision: number;
  } & Known;
  study: {
    id: string;
    product: string;
    question: LocalText;
    design: Protocol['design'];
    status: 'drafted' | 'frozen';
    exploratory: boolean;
    protocol: Protocol;
    protocol_hash: string | null;
    frozen_at: NullableInstant;
    schedule: string | null;
    dataset: string | null;
    revision: number;
  } & Known;
  study_protocol: {
    study: string;
    revision: number;
    protocol: Protocol;
    protocol_hash: string | null;
  };
  study_run: {
    run: string;
    study: string;
    look: number;
    exploratory: boolean;
    dataset: string;
    sha256: string;
    protocol_hash: string;
    status: 'requested' | 'completed' | 'refused' | 'failed' | 'cancelled';
    requested_at: Instant;
    requested_position: string;
    ended_at: NullableInstant;
    ended_position: string | null;
    result: StudyResult | null;
    result_hash: string | null;
    reasons: string[];
    review: 'accepted' | 'rejected' | null;
    review_comment: string | null;
    publication: 'published' | 'retracted' | null;
    seal: string | null;
    unsealed_at: NullableInstant;
    unsealed_by: string | null;
    unsealed_reason: string | null;
    unsealed_position: string | null;
  };
  study_run_step: {
    run: string;
    revision: number;
    step: 'accepted' | 'rejected' | 'published' | 'retracted';
    comment: string | null;
    recorded_at: Instant;
    position: string;
  };
  event: {
    position: string;
    id: string;
    stream: string;
    revision: number;
    type: string;
    version: number;
    actor_id: string;
    actor_role: Role;
    reason: string | null;
    recorded_at: Instant;
  };
}

/** Primary keys of the tables that projections write. */
export const TABLE_KEYS = {
  product: ['id', 'revision'],
  indicator: ['id'],
  indicator_definition: ['indicator', 'version', 'edition'],
  indicator_target: ['indicator', 'revision'],
  indicator_approval: ['indicator', 'version'],
  measurement: ['id', 'revision'],
  dataset: ['id', 'revision'],
  study: ['id', 'revision'],
  study_protocol: ['study', 'revision'],
  study_run: ['run'],
  study_run_step: ['run', 'revision'],
  event: ['position'],
} as const satisfies { [Table in Exclude<keyof ReadTables, 'projection'>]: readonly (keyof ReadTables[Table])[] };

export type TableName = keyof typeof TABLE_KEYS;
/** A row as it is written: every column, JSON values. */
export type Row<Table extends TableName> = Required<Insertable<ReadTables[Table]>>;
type KeyColumn<Table extends TableName> = (typeof TABLE_KEYS)[Table][number];
export type Key<Table extends TableName> = Pick<Row<Table>, KeyColumn<Table> & keyof Row<Table>>;
export type Columns<Table extends TableName> = Omit<Row<Table>, KeyColumn<Table>>;
