import { describe, test } from '@jest/globals';

/** Tests on the server that KURRENTDB_URL names; skipped, and counted, when it names none. */
export function describeOnKurrent(name: string, define: (url: string) => void): void {
  const url = process.env['KURRENTDB_URL'];
  describe(name, () => {
    if (url) define(url);
    else test.skip('needs KURRENTDB_URL', () => undefined);
  });
}
