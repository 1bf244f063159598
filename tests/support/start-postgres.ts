import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Jest's global set-up of the integration tests: one PostgreSQL for the whole run, empty, thrown away after it.
 * Where TEST_DATABASE_URL names a server (an account that may create databases), that one is used instead.
 */
export default function startTestServer(): void {
  if (process.env['TEST_DATABASE_URL']) return;
  const dataRoot = mkdtempSync(join(tmpdir(), 'impact-test-'));
  // As root the server is another account, which must pass through; its own folder inside stays private.
  chmodSync(dataRoot, 0o711);
  try {
    testServer('start', dataRoot);
  } catch (error) {
    // A server that did start after all ends by itself once it misses its folder.
    rmSync(dataRoot, { recursive: true, force: true });
    throw error;
  }
  process.env['TEST_DATABASE_URL'] = readFileSync(join(dataRoot, 'url'), 'utf8');
  globalThis.stopTestServer = () => {
    globalThis.stopTestServer = undefined;
    testServer('stop', dataRoot);
    rmSync(dataRoot, { recursive: true, force: true });
  };
  // The server outlives its starter by design: without this, Ctrl-C would leave it behind.
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      globalThis.stopTestServer?.();
      process.exit(code);
    });
  }
}

function testServer(action: 'start' | 'stop', dataRoot: string): void {
  const program = ['--import', './tests/support/typescript.mjs', './tests/support/test-server.ts', action, dataRoot];
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const { status } = spawnSync(process.execPath, program, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(`the test server did not ${action} (see above)`);
}

declare global {
  var stopTestServer: (() => void) | undefined;
}
