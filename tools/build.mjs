/** Builds all rooms through Nx, and the checker as one file; one line when all is well, all that went wrong when not. */
import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';

const started = performance.now();
const nx = spawnSync('nx', ['run-many', '-t', 'build', '--output-style=static'], {
  encoding: 'utf8',
  env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' },
  shell: process.platform === 'win32',
});
if (nx.status !== 0) {
  console.error(nx.error?.message ?? `${nx.stdout}\n${nx.stderr}`);
  process.exit(1);
}
await import('./build-verifier.mjs');
console.error(`built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
