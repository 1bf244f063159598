/**
 * The small loops everything else stands on, each alone: the compiled kernel, the plain one that gives the same bits, and
 * what they cost a row.
 *
 *   npm run bench -- kernels [--rows 1000000] [--columns 11] [--runs 7]
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import {
  BLOCK,
  compress,
  estimate,
  plainKernel,
  simdKernel,
  spread,
  sumByCell,
  type BlockKernel,
} from '@impact-ledger/stats';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    columns: { type: 'string', default: '11' },
    runs: { type: 'string', default: '7' },
  },
});
const width = Number(values.columns);
const blocks = Math.ceil(Number(values.rows) / BLOCK);
const runs = Number(values.runs);

/** Positions in the memory of a kernel, in doubles. */
const z = 0;
const [eta, outcome, frequency, weight, residual, tails, beta] = Array.from(
  { length: 7 },
  (_, j) => (width + 4 + j) * BLOCK,
) as [number, number, number, number, number, number, number];
const [centre, scale, cross, gram] = [1, 2, 3, 4].map((j) => beta + j * BLOCK) as [number, number, number, number];
const sums = gram + width * width;

const LOOPS: Readonly<Record<string, (kernel: BlockKernel) => void>> = {
  'standardise columns': (k) => k.standardise(z, BLOCK, width, centre, scale),
  'linear predictor': (k) => k.predict(z, BLOCK, width, beta, eta),
  'logistic weights, residuals, likelihood': (k) =>
    k.logistic(eta, outcome, frequency, BLOCK, weight, residual, tails, sums),
  'inverse logit': (k) => k.expit(eta, BLOCK, tails),
  'cross-product with residuals': (k) => k.cross(z, residual, BLOCK, width, cross),
  'weighted cross-product': (k) => k.gram(z, weight, BLOCK, width, gram),
};

console.log(
  `${cpus()[0]?.model}, Node ${process.versions.node}; ${blocks * BLOCK} rows x ${width} columns, median of ${runs}\n`,
);
console.log('| kernel | simd, ns a row | plain, ns a row | plain / simd |\n| --- | ---: | ---: | ---: |');
const simd = simdKernel();
for (const [name, loop] of Object.entries(LOOPS)) {
  const plain = time(plainKernel(), loop);
  const fast = simd === null ? Number.NaN : time(simd, loop);
  console.log(`| ${name} | ${fast.toFixed(2)} | ${plain.toFixed(2)} | ${(plain / fast).toFixed(1)} |`);
}

discrete();

/** Discrete covariates: what it costs to find their cells, and what a whole model gains by them. */
function discrete(): void {
  const rows = Number(values.rows);
  const column = (value: (i: number) => number): Float64Array =>
    Float64Array.from({ length: rows }, (_, i) => value(i));
  // Bits of a multiple of the golden ratio: as good as tossed coins.
  const columns = Array.from({ length: width - 1 }, (_, j) =>
    column((i) => (Math.imul(i + 1, 0x9e3779b1) >>> (8 + j)) & 1),
  );
  const y = column((i) => (Math.imul(i + 1, 0x85ebca6b) >>> 30 === 0 ? 1 : 0));
  const cells = compress(columns, rows);
  if (cells === null) return;
  const named = (scale: number): Record<string, Float64Array> =>
    Object.fromEntries(columns.map((x, j) => [`x${j}`, x.map((value) => value * scale)]));
  const model = (scale: number): (() => unknown) => {
    const table = { rows, columns: { y, ...named(scale) } };
    const covariates = Object.keys(table.columns).slice(1);
    return () => estimate('logistic', table, { outcome: 'y', covariates });
  };
  const loops: Readonly<Record<string, () => unknown>> = {
    [`cells of ${width - 1} columns (${cells.count} cells)`]: () => compress(columns, rows),
    'sums by cell': () => sumByCell(cells, y),
    'values of cells to rows': () => spread(cells, y, new Float64Array(rows)),
    'logistic, by cells': model(1),
    // Halves are not whole numbers, so that the same model is fitted row by row.
    'logistic, by rows': model(0.5),
  };
  console.log('\n| discrete covariates | ns a row |\n| --- | ---: |');
  for (const [name, loop] of Object.entries(loops))
    console.log(`| ${name} | ${((1e6 * medianOf(loop)) / rows).toFixed(2)} |`);
}

/** Nanoseconds a row, the data of a block in the cache. */
function time(kernel: BlockKernel, loop: (kernel: BlockKernel) => void): number {
  const memory = kernel.memory(sums + 2);
  const fill = (): void => {
    // Scale 1 and centre 0 leave the columns as they are, however often they are standardised.
    memory
      .fill(0)
      .fill(1, z, BLOCK)
      .fill(1, scale, scale + width);
    for (let i = BLOCK; i < width * BLOCK; i++) memory[i] = Math.sin(i);
    for (let i = 0; i < BLOCK; i++) {
      memory[eta + i] = 3 * Math.sin(7 * i);
      memory[outcome + i] = i % 3 === 0 ? 1 : 0;
      memory[frequency + i] = 1;
      memory[weight + i] = 0.2;
      memory[residual + i] = Math.cos(i);
    }
    for (let j = 0; j < width; j++) memory[beta + j] = 0.1;
  };
  const blockwise = (): void => {
    for (let block = 0; block < blocks; block++) loop(kernel);
  };
  return (1e6 * medianOf(blockwise, fill)) / (blocks * BLOCK);
}

/** Milliseconds: the median of the runs, after two to warm up. */
function medianOf(work: () => unknown, prepare: () => void = () => undefined): number {
  const times = Array.from({ length: runs + 2 }, () => {
    prepare();
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
  return times.slice(2).sort((a, b) => a - b)[runs >> 1]!;
}
