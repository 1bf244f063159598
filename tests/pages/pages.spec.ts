import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { LOCALES } from '@impact-ledger/domain';
import { stylesheet } from '@impact-ledger/web';
import { gallery } from './gallery.js';

// `PAGES_OUT=folder` also writes the pages there, for a look in a browser.
const out = process.env['PAGES_OUT'];

describe.each(LOCALES)('pages in %s', (locale) => {
  const pages = gallery(locale);
  if (out) {
    mkdirSync(join(out, 'assets'), { recursive: true });
    writeFileSync(join(out, 'assets/theme.css'), stylesheet);
    pages.forEach((html, name) => writeFileSync(join(out, `${name}.${locale}.html`), html));
  }

  test.each([...pages])('%s is under 200 kB', (_name, html) => {
    expect(Buffer.byteLength(html)).toBeLessThan(200_000);
  });
});
