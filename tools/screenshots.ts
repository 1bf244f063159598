/**
 * Pictures of every page of the demonstration at phone and desktop width, into `docs/images`: `npm run screenshots`.
 * Moments that the demonstration does not stay in come from the fixtures of the page tests, through the same server.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromiumPath, launchBrowser, PAGES, WIDTHS } from '../tests/browser/browser.js';
import { gallery } from '../tests/pages/gallery.js';
import { startDemo } from '../tests/support/running-demo.js';

/** A run under way; a page as its author has it, who may not review; looks that spend an error rate, and side by side. */
const STAGED = ['study-running', 'study-own', 'study-planned', 'study-drift'] as const;
const staged = gallery('en');

const HEIGHT = { phone: 844, desktop: 900 } as const;
const folder = fileURLToPath(new URL('../docs/images/', import.meta.url));

const executable = chromiumPath();
if (executable === undefined) {
  console.error('There is no Chromium here: install it, or set CHROMIUM_PATH to it.');
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
const demo = await startDemo();
const browser = await launchBrowser(executable);
try {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(demo.signIn);
  for (const name of STAGED) {
    await page.route(`**/staged/${name}*`, (route) =>
      route.fulfill({ contentType: 'text/html', body: staged.get(name) ?? '' }),
    );
  }
  const pages = [...Object.entries(PAGES), ...STAGED.map((name) => [name, `/staged/${name}`] as const)];
  for (const [name, path] of pages) {
    for (const [size, width] of Object.entries(WIDTHS)) {
      await page.setViewportSize({ width, height: HEIGHT[size as keyof typeof HEIGHT] });
      await page.goto(path.includes('lang=') ? demo.url + path : `${demo.url}${path}?lang=en`);
      await page.screenshot({ path: `${folder}${name}-${width}.png`, fullPage: process.argv.includes('--whole') });
    }
    console.log(name);
  }
} finally {
  await browser.close();
  await demo.stop();
}
