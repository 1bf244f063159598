import type { Sample } from '../core/sample.js';
import { designOf } from '../models/design.js';
import type { Design } from '../models/model-matrix.js';
import { cellsOf, eventTotals, type CoxCells } from './cox-cells.js';
import { packRows, type PackedRows } from './packed-rows.js';
import { riskSets, type RiskSets } from './risk-sets.js';

export type Ties = 'efron' | 'breslow';

/** Rows in the order of their risk sets; covariates, weights and events are copies in that order. */
export interface CoxData {
  readonly sets: RiskSets;
  /** Names, centres and scales of the columns. The intercept stays unused: a Cox model has none. */
  readonly design: Design;
  readonly packed: PackedRows;
  /** Rows that each position stands for. */
  readonly frequency: Float64Array;
  /** What a position counts in every sum: its frequency, times its sampling weight. */
  readonly weight: Float64Array;
  readonly event: Float64Array;
  readonly ties: Ties;
  /** Weight of the events of each group, and their number. */
  readonly deaths: Float64Array;
  readonly deathCount: Float64Array;
  /** Rows that share their hazard, where there are enough of them; each group then has its events first. */
  readonly cells: CoxCells | null;
}

type SurvivalSample = Sample & { readonly time: Float64Array; readonly event: Float64Array };

/** Errors: constant-covariate. */
export function coxData(
  names: readonly string[],
  columns: readonly Float64Array[],
  sample: SurvivalSample,
  ties: Ties,
): CoxData {
  const bySet = riskSets(sample.time, sample.strata, sample.entry);
  const byCell = cellsOf(bySet, sample.event);
  const sets = byCell === null ? bySet : { ...bySet, order: byCell.order };
  const { order, group } = sets;
  const frequency = sorted(sample.frequency, order);
  const event = sorted(sample.event, order);
  const weight = sample.samplingWeights === undefined ? frequency : sorted(sample.samplingWeights, order);
  if (weight !== frequency) for (let i = 0; i < weight.length; i++) weight[i]! *= frequency[i]!;
  const deaths = new Float64Array(sets.code.length);
  const deathCount = new Float64Array(sets.code.length);
  for (let i = 0; i < event.length; i++) {
    deaths[group[i]!]! += weight[i]! * event[i]!;
    deathCount[group[i]!]! += frequency[i]! * event[i]!;
  }
  const design = designOf(names, columns, sample.frequency);
  const packed = packRows(design, order);
  const cells = byCell && { start: byCell.start, events: eventTotals(packed, weight, byCell.start) };
  return { sets, design, packed, frequency, weight, event, ties, deaths, deathCount, cells };
}

function sorted(column: Float64Array, order: Uint32Array): Float64Array {
  const out = new Float64Array(order.length);
  for (let i = 0; i < out.length; i++) out[i] = column[order[i]!]!;
  return out;
}
