import { BLOCK, type BlockKernel } from './block-kernel.js';
import { plainKernel } from './plain-kernel.js';
import { simdKernel } from './simd-kernel.js';

/** Where a block of rows lies in the memory of a kernel, in doubles. */
export interface Workspace {
  readonly kernel: BlockKernel;
  readonly memory: Float64Array;
  /** Columns of the block, the intercept's ones first, and four that may be read but mean nothing. */
  readonly z: number;
  readonly outcome: number;
  readonly frequency: number;
  readonly eta: number;
  readonly weight: number;
  readonly residual: number;
  readonly tails: number;
  readonly beta: number;
  readonly centre: number;
  readonly scale: number;
  readonly cross: number;
  readonly gram: number;
  readonly sums: number;
}

/** The fastest kernel there is here, with a memory of its own. */
export const newKernel = (): BlockKernel => simdKernel() ?? plainKernel();

let chosen: BlockKernel | undefined;

/**
 * Room for blocks of `width` columns, with sums at zero. There is one such room for each thread: it is used up before the next call asks
 * for it, so that a fit costs no memory beyond it.
 */
export function workspace(width: number, kernel: BlockKernel = (chosen ??= newKernel())): Workspace {
  let next = 0;
  const take = (doubles: number): number => {
    const position = next;
    next += doubles;
    return position;
  };
  const places = {
    z: take((width + 4) * BLOCK),
    outcome: take(BLOCK),
    frequency: take(BLOCK),
    eta: take(BLOCK),
    weight: take(BLOCK),
    residual: take(BLOCK),
    tails: take(BLOCK),
    beta: take(width),
    centre: take(width),
    scale: take(width),
    cross: take(width),
    gram: take((width * (width + 1)) / 2),
    sums: take(2),
  };
  const memory = kernel.memory(next);
  memory.fill(1, 0, BLOCK);
  memory.fill(0, places.cross, next);
  return { kernel, memory, ...places };
}
