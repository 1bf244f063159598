/**
 * Pictures of every page of the demonstration at phone and desktop width, into `docs/images`: `npm run screenshots`.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromiumPath, launchBrowser, PAGES, WIDTHS } from '../tests/browser/browser.js';
import { startDemo } from '../tests/support/running-demo.js';

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
  for (const [name, path] of Object.entries(PAGES)) {
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
