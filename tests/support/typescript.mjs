/**
 * Lets plain Node run our TypeScript from source, for the processes that tests start and for Jest's global set-up,
 * which Jest does not transform as ES modules: `node --import ./tests/support/typescript.mjs script.ts`.
 * The transformation is the one of the build (.swcrc).
 */
import { transformSync } from '@swc/core';
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);
const options = JSON.parse(readFileSync(new URL('.swcrc', root), 'utf8'));
delete options.$schema;

registerHooks({
  resolve(specifier, context, next) {
    const room = /^@impact-ledger\/([a-z]+)$/.exec(specifier)?.[1];
    if (room) return { url: new URL(`libs/${room}/src/index.ts`, root).href, shortCircuit: true };
    if (specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.startsWith('file:')) {
      for (const extension of ['.ts', '.tsx']) {
        const source = new URL(specifier.replace(/\.js$/, extension), context.parentURL);
        if (existsSync(source)) return { url: source.href, shortCircuit: true };
      }
    }
    return next(specifier, context);
  },
  load(url, context, next) {
    if (!/^file:.*\.tsx?$/.test(url)) return next(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, 'utf8'), {
      ...options,
      swcrc: false,
      sourceMaps: 'inline',
      filename,
    });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
