/**
 * The small loops everything else stands on, each alone: the compiled kernel, the plain one that gives the same bits, and
 * what they cost a row.
 *
 *   npm run bench -- kernels [--rows 1000000] [--columns 11] [--runs 7]
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { BLOCK, plainKernel, simdKernel, type BlockKernel } from '@impact-ledger/stats';

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
  const seconds = Array.from({ length: runs + 2 }, () => {
    fill();
    const begun = performance.now();
    for (let block = 0; block < blocks; block++) loop(kernel);
    return performance.now() - begun;
  })
    .slice(2)
    .sort((a, b) => a - b);
  return (1e6 * seconds[runs >> 1]!) / (blocks * BLOCK);
}
