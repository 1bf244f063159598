#!/usr/bin/env node
/** What `npx impact` runs. Kept in the tree because npm links programs when it installs, before anything is built. */
import { existsSync } from 'node:fs';

const program = new URL('../dist/main.js', import.meta.url);
if (existsSync(program)) import(program.href);
else {
  console.error('impact: not built yet: `npm run build` does it.');
  process.exitCode = 1;
}
