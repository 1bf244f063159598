/** Writes the offline checker as one file without dependencies, for any Node from 20: dist/impact-verify.mjs. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

await build({
  entryPoints: [fileURLToPath(new URL('../libs/proof/src/bundle/standalone.ts', import.meta.url))],
  outfile: fileURLToPath(new URL('../dist/impact-verify.mjs', import.meta.url)),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  charset: 'utf8',
  legalComments: 'none',
  banner: { js: '// Impact Ledger: checks an audit bundle offline. node impact-verify.mjs --help' },
  logLevel: 'error',
});
