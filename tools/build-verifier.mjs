/** The offline checker as one file without dependencies, for any Node from 20: dist/impact-verify.mjs. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const VERIFIER = fileURLToPath(new URL('../dist/impact-verify.mjs', import.meta.url));

export const buildVerifier = () =>
  build({
    entryPoints: [fileURLToPath(new URL('../libs/proof/src/bundle/standalone.ts', import.meta.url))],
    outfile: VERIFIER,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    charset: 'utf8',
    legalComments: 'none',
    banner: { js: '// Impact Ledger: checks an audit bundle offline. node impact-verify.mjs --help' },
    logLevel: 'error',
  });
