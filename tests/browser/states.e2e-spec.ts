import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Locale } from '@impact-ledger/domain';
import { stylesheet } from '@impact-ledger/web';
import type { Browser, BrowserContext } from 'playwright-core';
import { gallery } from '../pages/gallery.js';
import { brokenRules, widthsOverflown } from './accessibility.js';
import { chromiumPath, launchBrowser } from './browser.js';

const ORIGIN = 'http://pages.invalid';
const executable = chromiumPath();
const inBrowser = executable === undefined ? describe.skip : describe;
const WIDTHS = [320, 390, 768, 1440];
const PAGES = { en: gallery('en'), fr: gallery('fr') };

// What the demonstration does not reach: sealed, retracted, running, repeated looks, drift, empty lists.
inBrowser('pages in every state', () => {
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    browser = await launchBrowser(executable ?? '');
    context = await browser.newContext({ bypassCSP: true });
    await context.route('**/*', (route) => {
      const { pathname } = new URL(route.request().url());
      const [, locale, name] = pathname.split('/');
      const html = locale === 'en' || locale === 'fr' ? PAGES[locale].get(name ?? '') : undefined;
      if (html !== undefined) return route.fulfill({ contentType: 'text/html; charset=utf-8', body: html });
      if (pathname.endsWith('.css')) return route.fulfill({ contentType: 'text/css', body: stylesheet });
      return route.fulfill({ status: 404 });
    });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
  });

  const seen: readonly (readonly [Locale, 'light' | 'dark', string])[] = [...PAGES.en.keys()].flatMap((name, index) => [
    [index % 2 ? 'en' : 'fr', index % 2 ? 'light' : 'dark', name] as const,
  ]);

  test.each(seen)('in %s, in %s colours, %s fits every width and breaks no accessibility rule', async (...each) => {
    const [locale, colorScheme, name] = each;
    const page = await context.newPage();
    try {
      await page.emulateMedia({ colorScheme });
      await page.goto(`${ORIGIN}/${locale}/${name}`);
      expect(await widthsOverflown(page, WIDTHS)).toEqual([]);
      expect(await brokenRules(page)).toEqual([]);
    } finally {
      await page.close();
    }
  });
});
