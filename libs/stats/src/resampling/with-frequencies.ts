import type { Grouping, Sample } from '../core/sample.js';

/**
 * The sample in which row i stands for `frequency[i]` people, rows of frequency 0 left out. Columns are gathered once
 * and never repeated: a bootstrap sample of n rows has about 0.63 n distinct ones.
 */
export function withFrequencies(sample: Sample, frequency: Float64Array): Sample {
  let rows = 0;
  let total = 0;
  for (let i = 0; i < frequency.length; i++) {
    if (frequency[i] !== 0) rows++;
    total += frequency[i]!;
  }
  const kept = new Uint32Array(rows);
  for (let i = 0, next = 0; i < frequency.length; i++) if (frequency[i] !== 0) kept[next++] = i;
  const gather = (column: Float64Array): Float64Array => {
    const values = new Float64Array(rows);
    for (let i = 0; i < rows; i++) values[i] = column[kept[i]!]!;
    return values;
  };
  const column = <K extends string>(name: K, values: Float64Array | undefined) =>
    values === undefined ? {} : ({ [name]: gather(values) } as { readonly [key in K]: Float64Array });
  const group = <K extends string>(name: K, grouping: Grouping | undefined) =>
    grouping === undefined ? {} : ({ [name]: regroup(grouping, kept) } as { readonly [key in K]: Grouping });
  const counts = gather(frequency);
  return {
    ...sample,
    rows,
    total,
    frequency: counts,
    weights: counts,
    tableRows: kept.map((row) => sample.tableRows[row]!),
    covariates: { ...sample.covariates, columns: sample.covariates.columns.map(gather) },
    ...column('treatment', sample.treatment),
    ...column('outcome', sample.outcome),
    ...column('time', sample.time),
    ...column('event', sample.event),
    ...column('entry', sample.entry),
    ...column('instrument', sample.instrument),
    ...column('period', sample.period),
    ...column('firstTreated', sample.firstTreated),
    ...column('deviated', sample.deviated),
    ...column('samplingWeights', sample.samplingWeights),
    ...group('unit', sample.unit),
    ...group('strata', sample.strata),
    ...group('cluster', sample.cluster),
  };
}

/** Groups of the rows kept, numbered anew so that each has a row. */
function regroup({ codes, count }: Grouping, kept: Uint32Array): Grouping {
  const number = new Int32Array(count).fill(-1);
  let next = 0;
  const renumbered = new Int32Array(kept.length);
  for (let i = 0; i < kept.length; i++) {
    const code = codes[kept[i]!]!;
    if (number[code] === -1) number[code] = next++;
    renumbered[i] = number[code]!;
  }
  return { codes: renumbered, count: next };
}
