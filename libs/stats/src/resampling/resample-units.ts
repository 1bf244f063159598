import type { Sample } from '../core/sample.js';
import { newKernel } from '../kernels/workspace.js';
import { permutation, type Stream } from './random.js';

/** What is drawn: a row as often as its frequency says, or a cluster with all its rows. */
export interface Units {
  readonly kind: 'row' | 'cluster';
  readonly count: number;
  /** How often each row occurs in the sample. */
  readonly frequency: Float64Array;
  /** Unit of every row for clusters; for rows, row of every unit. */
  readonly codes: Int32Array | Uint32Array;
}

export function unitsOf({ rows, frequency, cluster, total }: Sample): Units {
  if (cluster !== undefined) return { kind: 'cluster', count: cluster.count, frequency, codes: cluster.codes };
  const rowOf = new Uint32Array(total);
  for (let row = 0, next = 0; row < rows; row++) {
    for (let copy = 0; copy < frequency[row]!; copy++) rowOf[next++] = row;
  }
  return { kind: 'row', count: total, frequency, codes: rowOf };
}

/** Draws, with replacement, as many units as there are: the frequencies of the rows, in an array that the next draw overwrites. */
export function resampler({ kind, count, frequency, codes }: Units): (stream: Stream) => Float64Array {
  const kernel = newKernel();
  const drawn = kernel.memory(count).subarray(0, count);
  const high = (value: number): number => Math.floor(value / 2 ** 32);
  const draw = ({ stream, seed }: Stream): Float64Array => {
    drawn.fill(0);
    kernel.draw(count, stream, high(stream), seed, high(seed), 0);
    return drawn;
  };
  if (kind === 'row' && frequency.every((f) => f === 1)) return draw;
  const counts = new Float64Array(frequency.length);
  return (stream) => {
    draw(stream);
    if (kind === 'cluster')
      for (let row = 0; row < counts.length; row++) counts[row] = frequency[row]! * drawn[codes[row]!]!;
    else {
      counts.fill(0);
      for (let unit = 0; unit < count; unit++) counts[codes[unit]!]! += drawn[unit]!;
    }
    return counts;
  };
}

const MAXIMUM_GROUPS = 200;

/**
 * The sample without each unit in turn; beyond 200 units without each of 200 groups of them, put together at random.
 * Third and second powers of independent influences add up, so the acceleration is estimated by groups as by units.
 */
export function jackknifeGroups({ kind, count, frequency, codes }: Units): {
  readonly count: number;
  readonly without: (group: number) => Float64Array;
} {
  const groups = Math.min(count, MAXIMUM_GROUPS);
  // A fixed seed: which units go together is no choice of the analyst.
  const order = permutation({ seed: 0, stream: 0 }, count);
  const groupOf = new Int32Array(count);
  order.forEach((unit, i) => (groupOf[unit] = i % groups));
  return {
    count: groups,
    without(group) {
      if (kind === 'cluster') return frequency.map((f, row) => (groupOf[codes[row]!] === group ? 0 : f));
      const left = new Float64Array(frequency.length);
      for (let unit = 0; unit < count; unit++) if (groupOf[unit] !== group) left[codes[unit]!]!++;
      return left;
    },
  };
}
