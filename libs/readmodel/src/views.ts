import type {
  DataSetColumn,
  IndicatorDefinition,
  LocalText,
  Phase,
  Protocol,
  Provenance,
  PublicResult,
  Quality,
  Role,
  StudyResult,
} from '@impact-ledger/domain';
import type { z } from 'zod';

/** How much of the log an answer has seen. */
export interface Freshness {
  /** Decimal string: position of the last event projected. */
  readonly position: string;
  readonly recordedAt: string | null;
}

export interface ProductView {
  readonly id: string;
  readonly name: string;
  readonly incubator: string;
  readonly problem: LocalText;
  readonly phase: Phase;
  readonly phaseSince: string | null;
  readonly revision: number;
}

/** A product on the portfolio, with its studies, the best evidence first. */
export interface PortfolioEntry extends ProductView {
  readonly indicators: number;
  readonly studies: readonly StudySummary[];
}

export interface DefinitionVersionView {
  readonly version: number;
  readonly name: LocalText;
  readonly definition: IndicatorDefinition;
  readonly change: 'first' | 'material' | 'editorial';
  readonly reason: string | null;
  /** First civil day it applies to; null for the first definition. */
  readonly validFrom: string | null;
  readonly recordedAt: string;
  readonly actor: string;
  /** By somebody who did not write it; null while nobody has approved it. */
  readonly approval: { readonly by: string; readonly comment: string | null; readonly recordedAt: string } | null;
}

export interface TargetView {
  readonly period: string;
  readonly value: string;
  readonly reason: string | null;
  readonly recordedAt: string;
}

export interface IndicatorView {
  readonly id: string;
  readonly product: string;
  readonly name: LocalText;
  readonly definition: IndicatorDefinition;
  readonly definitionVersion: number;
  readonly status: 'live' | 'retired';
  readonly revision: number;
}

export interface IndicatorDetail extends IndicatorView {
  /** Oldest first. */
  readonly definitions: readonly DefinitionVersionView[];
  readonly targets: readonly TargetView[];
}

/** One recorded state of a data point; `recordedTo` is null while it stands. */
export interface MeasurementView {
  readonly id: string;
  readonly indicator: string;
  readonly definitionVersion: number;
  readonly period: string;
  readonly periodStart: string;
  readonly periodEnd: string;
  readonly breakdown: Readonly<Record<string, string>>;
  readonly value: string;
  readonly quality: Quality;
  readonly vintage: string;
  readonly provenance: z.infer<typeof Provenance>;
  readonly status: 'live' | 'withdrawn';
  readonly reason: string | null;
  readonly revision: number;
  readonly recordedFrom: string;
  readonly recordedTo: string | null;
  readonly position: string;
}

export interface DataSetView {
  readonly id: string;
  readonly product: string;
  readonly name: string;
  readonly source: string;
  readonly licence: string | null;
  readonly extractedOn: string;
  readonly quality: Quality;
  readonly rows: number;
  readonly columns: readonly DataSetColumn[];
  readonly sha256: string;
  readonly status: 'registered' | 'erased';
  readonly revision: number;
}

/**
 * Whether a result can be computed again: its file is as it was, a person was erased from it, or it was erased whole and
 * only its hash is left.
 */
export type Reproducibility = 'reproducible' | 'inputs_partly_erased' | 'hash_only';

export interface StudyRunView {
  readonly run: string;
  readonly study: string;
  readonly look: number;
  readonly exploratory: boolean;
  readonly status: 'requested' | 'completed' | 'refused' | 'failed' | 'cancelled';
  readonly requestedAt: string;
  readonly endedAt: string | null;
  readonly result: StudyResult | null;
  readonly resultHash: string | null;
  readonly reasons: readonly string[];
  readonly review: 'accepted' | 'rejected' | null;
  readonly reviewComment: string | null;
  readonly publication: 'published' | 'retracted' | null;
  /** Of the sealed document that holds the estimate of a refused run; null when there is none. */
  readonly seal: string | null;
  /** Null while the result is sealed, or when there is nothing to unseal. */
  readonly unsealing: { readonly at: string; readonly by: string; readonly reason: string } | null;
  /** Of a run that ended with a result, else null. */
  readonly reproducibility: Reproducibility | null;
  /** Decimal string: position of the event that ended the run. */
  readonly position: string | null;
}

export interface StudySummary {
  readonly id: string;
  readonly product: string;
  readonly question: LocalText;
  readonly design: Protocol['design'];
  readonly status: 'drafted' | 'frozen';
  readonly exploratory: boolean;
  readonly revision: number;
  /** The last run that ended with a result, else the last run of all, else null. */
  readonly run: StudyRunView | null;
}

export interface StudyDetail extends StudySummary {
  readonly protocol: Protocol;
  readonly protocolHash: string | null;
  readonly frozenAt: string | null;
  readonly schedule: string | null;
  readonly dataset: DataSetView | null;
  /** Newest first. */
  readonly runs: readonly StudyRunView[];
}

export interface EventView {
  readonly position: string;
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly version: number;
  readonly actor: { readonly id: string; readonly role: Role };
  readonly reason: string | null;
  readonly recordedAt: string;
}

/** A measurement as the public reads it. */
export interface PublicMeasurementView extends Omit<MeasurementView, 'value'> {
  /** Null where it could single people out, or give away one that could. */
  readonly value: string | null;
  /** A later revision by so few people that it is not shown yet. */
  readonly waiting: boolean;
}

/** A result the public was given, with what it may still read of it. */
export interface PublishedResultView {
  readonly run: string;
  readonly study: string;
  readonly look: number;
  readonly question: LocalText;
  readonly design: Protocol['design'];
  /** The one it followed, not a later amendment of it. */
  readonly protocol: Protocol;
  readonly publishedAt: string;
  readonly resultHash: string | null;
  /** Decimal string: position of the event that ended the run. */
  readonly position: string | null;
  /** As known now, also where an earlier moment is asked for. */
  readonly retraction: { readonly at: string; readonly reason: string } | null;
  /** Null once retracted. */
  readonly result: PublicResult | null;
}

/** What a public page may show of a product: disclosure control has been applied to all of it. */
export interface PublicStats {
  readonly product: ProductView;
  /** Newest first. */
  readonly results: readonly PublishedResultView[];
  readonly indicators: readonly (IndicatorDetail & { readonly measurements: readonly PublicMeasurementView[] })[];
  readonly freshness: Freshness;
}

/** A page of a list; `next` is an opaque cursor. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}
