/** Compiles libs/stats/assembly to libs/stats/src/kernels/simd-binary.ts, which is committed: a build needs no compiler. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));
const output = join(root, 'libs/stats/src/kernels/simd-binary.ts');
const folder = mkdtempSync(join(tmpdir(), 'kernels-'));
const { error, stderr } = await asc.main([
  join(root, 'libs/stats/assembly/block-kernel.ts'),
  ...['--outFile', join(folder, 'kernel.wasm'), '--optimizeLevel', '3', '--shrinkLevel', '0', '--converge'],
  ...['--runtime', 'stub', '--noAssert', '--enable', 'simd', '--initialMemory', '1'],
]);
if (error) {
  console.error(stderr.toString());
  process.exit(1);
}
const base64 = readFileSync(join(folder, 'kernel.wasm')).toString('base64');
rmSync(folder, { recursive: true });
const text = `/** Made by \`node tools/build-kernels.mjs\` from libs/stats/assembly. */\nexport const SIMD_BINARY =\n  '${base64}';\n`;
if (process.argv.includes('--check')) process.exit(readFileSync(output, 'utf8') === text ? 0 : 1);
writeFileSync(output, text);
