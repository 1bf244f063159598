import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Axe {
  run(node: Document, options: object): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }>;
}

/** The rules of accessibility a page breaks and where. Its context must pass over the page's policy: axe is injected. */
export async function brokenRules(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: AXE });
  return page.evaluate(async (rules) => {
    const { axe } = window as unknown as { axe: Axe };
    const { violations } = await axe.run(document, { runOnly: { type: 'tag', values: rules } });
    return violations.map(
      ({ id, nodes }) => `${id}: ${JSON.stringify(nodes.map(({ target }) => target)).slice(0, 300)}`,
    );
  }, RULES);
}

/** The widths at which a page is wider than its window. */
export async function widthsOverflown(page: Page, widths: readonly number[]): Promise<number[]> {
  const overflown: number[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) overflown.push(width);
  }
  return overflown;
}
