import { propensityScore } from '../adjustment/propensity-score.js';
import type { Sample, SampleWith } from '../core/sample.js';
import { fillUniform, permutation, type Stream } from '../resampling/random.js';
import { withFrequencies } from '../resampling/with-frequencies.js';
import type { Refuter } from './refuters.js';

/** The sample of one run: a function of the stream alone, so that any thread makes the same one. */
export type Alter = (stream: Stream) => Sample;

/** @param share of the units that a subset keeps */
export function alterationOf(refuter: Refuter, sample: SampleWith<'treatment'>, share: number): Alter {
  switch (refuter) {
    case 'permutation':
      return permutedTreatment(sample);
    case 'placebo-treatment':
      return drawnTreatment(sample);
    case 'dummy-outcome':
      return (stream) => ({ ...sample, ...permutedOutcome(sample, permutation(stream, sample.rows)) });
    case 'subset-stability':
      return subset(sample, share);
  }
}

/**
 * Treatment dealt out anew as it was: to whole clusters where it came to whole clusters, within strata where there are strata,
 * otherwise to rows. The sizes of the arms stay.
 */
function permutedTreatment(sample: SampleWith<'treatment'>): Alter {
  const { treatment, rows, strata, cluster } = sample;
  if (cluster !== undefined && wholeClusters(sample)) {
    const arms = new Float64Array(cluster.count);
    for (let i = 0; i < rows; i++) arms[cluster.codes[i]!] = treatment[i]!;
    return (stream) => {
      const order = permutation(stream, cluster.count);
      return { ...sample, treatment: treatment.map((_, i) => arms[order[cluster.codes[i]!]!]!) };
    };
  }
  const members = membersOf(strata, rows);
  return (stream) => {
    const uniform = fillUniform(stream, new Float64Array(rows));
    const dealt = treatment.slice();
    for (const group of members) {
      for (let i = group.length - 1; i > 0; i--) {
        const [a, b] = [group[i]!, group[Math.floor(uniform[group[i]!]! * (i + 1))]!];
        [dealt[a], dealt[b]] = [dealt[b]!, dealt[a]!];
      }
    }
    return { ...sample, treatment: dealt };
  };
}

/**
 * A treatment drawn from the estimated score of each row: confounded as the real one was, as far as the covariates tell, and
 * without effect on anything. Without covariates every row has the share of the treated; whole clusters draw together.
 */
function drawnTreatment(sample: SampleWith<'treatment'>): Alter {
  const { treatment, rows, cluster, covariates } = sample;
  if (cluster !== undefined && wholeClusters(sample)) return permutedTreatment(sample);
  let treated = 0;
  for (const t of treatment) treated += t;
  const score =
    covariates.columns.length > 0 ? propensityScore(sample).fitted : new Float64Array(rows).fill(treated / rows);
  return (stream) => {
    const uniform = fillUniform(stream, new Float64Array(rows));
    return { ...sample, treatment: score.map((p, i) => (uniform[i]! < p ? 1 : 0)) };
  };
}

/** Outcomes of other people: whatever the treatment or the covariates had to do with them is gone. */
function permutedOutcome({ outcome, time, event, entry }: Sample, order: Uint32Array): Partial<Sample> {
  const from = (column: Float64Array): Float64Array => column.map((_, i) => column[order[i]!]!);
  return {
    ...(outcome && { outcome: from(outcome) }),
    ...(time && { time: from(time) }),
    ...(event && { event: from(event) }),
    ...(entry && { entry: from(entry) }),
  };
}

/** A share of the rows, or of the clusters, drawn without replacement. */
function subset(sample: Sample, share: number): Alter {
  const { rows, cluster } = sample;
  const units = cluster?.count ?? rows;
  const kept = Math.max(1, Math.round(share * units));
  return (stream) => {
    const keep = new Float64Array(units);
    for (const unit of permutation(stream, units).subarray(0, kept)) keep[unit] = 1;
    const frequency = cluster === undefined ? keep : Float64Array.from(cluster.codes, (code) => keep[code]!);
    return withFrequencies(sample, frequency);
  };
}

function wholeClusters({ treatment, cluster, rows }: SampleWith<'treatment'>): boolean {
  const arms = new Float64Array(cluster!.count).fill(-1);
  for (let i = 0; i < rows; i++) {
    const code = cluster!.codes[i]!;
    if (arms[code] === -1) arms[code] = treatment[i]!;
    else if (arms[code] !== treatment[i]) return false;
  }
  return true;
}

function membersOf(strata: Sample['strata'], rows: number): readonly Uint32Array[] {
  if (strata === undefined) return [Uint32Array.from({ length: rows }, (_, i) => i)];
  const lists: number[][] = Array.from({ length: strata.count }, () => []);
  strata.codes.forEach((code, i) => lists[code]!.push(i));
  return lists.map((list) => Uint32Array.from(list));
}
