/** Jest's global tear-down: see start-postgres.ts, which left word how to stop what it started. */
export default function stopTestServer(): void {
  globalThis.stopTestServer?.();
}
