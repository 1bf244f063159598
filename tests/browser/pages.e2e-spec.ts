import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startDemo, type RunningDemo } from '../support/running-demo.js';
import { brokenRules, widthsOverflown } from './accessibility.js';
import { chromiumPath, launchBrowser, OPEN_PAGES, PAGES, type PageName } from './browser.js';

const WIDTHS = [320, 390, 768, 1440, 1920];
const LARGEST_PAGE = 200_000;

const executable = chromiumPath();
const inBrowser = executable === undefined ? describe.skip : describe;
const names = Object.keys(PAGES) as PageName[];
/** The reference page is a list for programmers, with no words of ours in French. */
const translated = names.filter((name) => name !== 'docs');

inBrowser('the pages of the demonstration', () => {
  let demo: RunningDemo;
  let browser: Browser;
  let member: BrowserContext;
  let anyone: BrowserContext;

  beforeAll(async () => {
    demo = await startDemo();
    browser = await launchBrowser(executable ?? '');
    // axe is injected, which the strict policy of our pages forbids as it should.
    member = await browser.newContext({ bypassCSP: true });
    anyone = await browser.newContext({ javaScriptEnabled: false });
    const page = await member.newPage();
    await page.goto(demo.signIn);
    await page.close();
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  }, 60_000);

  const address = (name: PageName, locale: 'en' | 'fr'): string => {
    const url = new URL(PAGES[name], demo.url);
    url.searchParams.set('lang', locale);
    return url.href;
  };

  async function visit<T>(
    name: PageName,
    locale: 'en' | 'fr',
    look: (page: Page, faults: string[]) => Promise<T>,
  ): Promise<T> {
    const page = await member.newPage();
    const faults: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('requestfailed', (request) => faults.push(`no answer from ${request.url()}`));
    try {
      const answer = await page.goto(address(name, locale));
      expect(answer?.status()).toBe(200);
      return await look(page, faults);
    } finally {
      await page.close();
    }
  }

  test.each(names)('%s fits every width, loads nothing from elsewhere and logs no error', async (name) => {
    await visit(name, 'en', async (page, faults) => {
      expect((await page.content()).length).toBeLessThan(LARGEST_PAGE);
      expect(await widthsOverflown(page, WIDTHS)).toEqual([]);
      const strangers = await page.evaluate(() =>
        performance
          .getEntriesByType('resource')
          .filter((entry) => !entry.name.startsWith(location.origin))
          .map((entry) => entry.name),
      );
      expect(strangers).toEqual([]);
      expect(faults).toEqual([]);
    });
  });

  describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
    test.each(translated)('%s breaks no accessibility rule', async (name) => {
      await visit(name, colorScheme === 'light' ? 'en' : 'fr', async (page) => {
        await page.emulateMedia({ colorScheme });
        expect(await brokenRules(page)).toEqual([]);
      });
    });
  });

  test.each(translated)('%s is in French when asked', async (name) => {
    await visit(name, 'fr', async (page) => {
      expect(await page.getAttribute('html', 'lang')).toBe('fr');
    });
  });

  test.each(names)('%s shows its heading without script; to a stranger only when it is open', async (name) => {
    const page = await anyone.newPage();
    try {
      await page.goto(address(name, 'en'));
      await expect(page.locator('h1').count()).resolves.toBe(1);
      expect(new URL(page.url()).pathname === '/sign-in').toBe(!OPEN_PAGES.includes(name) || name === 'sign-in');
    } finally {
      await page.close();
    }
  });

  describe('the proof of an event, checked by the browser itself', () => {
    /** What the page says it found, after `change` was made to what the server sent. */
    const finding = async (change: (html: string) => string): Promise<string | null> => {
      const context = await browser.newContext();
      await context.addCookies(await member.cookies());
      const page = await context.newPage();
      try {
        await page.route('**/audit/1*', async (route) => {
          const answer = await route.fetch();
          await route.fulfill({ response: answer, body: change(await answer.text()) });
        });
        await page.goto(address('event', 'en'));
        const told = page.locator('#proof-finding');
        await page.waitForFunction(() =>
          /\b(info|bad|warn)\b/.test(document.getElementById('proof-finding')?.className ?? ''),
        );
        const said = await told.textContent();
        for (const kind of ['verified', 'path', 'signature', 'unsupported']) {
          if (said === (await told.getAttribute(`data-${kind}`))) return kind;
        }
        return said;
      } finally {
        await context.close();
      }
    };

    test('a true event is verified, under the policy of the page', async () => {
      expect(await finding((html) => html)).toBe('verified');
    });

    test('bytes that were changed on the way are not', async () => {
      expect(await finding((html) => html.replace(/(id="event-bytes"[^>]*>[^<]*?)admin/, '$1sadmin'))).toBe('path');
    });

    test('nor is a checkpoint with another signature', async () => {
      expect(await finding((html) => html.replace(/(id="proof-checkpoint"[^]*?— \S+ \S{20})\S{4}/, '$1AAAA'))).toBe(
        'signature',
      );
    });
  });
});
