/** `npm run bench -- <name> [options]`: builds the libraries, then runs bench/<name>/main.mts. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [name = '', ...options] = process.argv.slice(2);
const main = new URL(`./${name}/main.mts`, import.meta.url);

if (!/^[a-z-]+$/.test(name) || !existsSync(main)) {
  const names = readdirSync(new URL('.', import.meta.url)).filter((entry) =>
    existsSync(new URL(`./${entry}/main.mts`, import.meta.url)),
  );
  console.error(`No benchmark "${name}": npm run bench -- <name>, one of ${names.join(', ')}.`);
  process.exit(2);
}

const build = spawnSync(
  process.execPath,
  ['node_modules/nx/dist/bin/nx.js', 'run-many', '-t', 'build', '--projects', 'tag:room:*'],
  {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NX_DAEMON: 'false' },
  },
);
if (build.status !== 0) process.exit(build.status ?? 1);
process.exit(
  spawnSync(process.execPath, [fileURLToPath(main), ...options], { cwd: root, stdio: 'inherit' }).status ?? 1,
);
