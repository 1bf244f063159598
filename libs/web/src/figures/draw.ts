import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

const { document } = parseHTML('<!doctype html><html><body></body></html>');

export const FONT = 12;

/** Two sizes of one figure: the style sheet shows the one that fits its column. */
export type Size = 'wide' | 'narrow';
export const SIZES: readonly Size[] = ['wide', 'narrow'];
export const widthOf = (size: Size, wide = 720): number => (size === 'wide' ? wide : 340);

/** Text that a screen reader has for the whole figure. */
export interface FigureText {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

export interface Panel {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

const escape = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/**
 * One Observable Plot as the inside of an SVG. Its own `<style>` is dropped, since the pages' content policy allows none:
 * the rules stand in the theme under `.chart`. Labels of its groups are dropped too: they are English, and a figure
 * of role `img` speaks through its title and description.
 */
export function panel(options: Plot.PlotOptions & { width: number; height: number }): Panel {
  const node = Plot.plot({
    ...options,
    document,
    className: 'plot',
  }) as unknown as { innerHTML: string };
  const svg = node.innerHTML
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/ aria-(?:label|description)="[^"]*"/g, '')
    .replace(/(\d+\.\d{2})\d+/g, '$1');
  return { svg, width: options.width, height: options.height };
}

/** Panels under one another as one figure, sharing whatever axis their margins line up. */
export function figureSvg(panels: readonly Panel[], size: Size, text: FigureText): string {
  const width = Math.max(...panels.map((each) => each.width));
  const height = panels.reduce((sum, each) => sum + each.height, 0);
  let y = 0;
  const inside = panels.map((each) => {
    const placed = y === 0 ? each.svg : `<g transform="translate(0,${y})">${each.svg}</g>`;
    y += each.height;
    return placed;
  });
  const id = `${text.id}-${size}`;
  return (
    `<svg class="chart ${size}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" ` +
    `aria-labelledby="${id}-t ${id}-d" text-anchor="middle" font-size="${FONT}" fill="currentColor">` +
    `<title id="${id}-t">${escape(text.title)}</title><desc id="${id}-d">${escape(text.description)}</desc>` +
    `${inside.join('')}</svg>`
  );
}

/** Colours by meaning; each also differs by shape, weight or dash. */
export const INK = {
  treated: 'var(--treated)',
  comparison: 'var(--comparison)',
  naive: 'var(--naive)',
  known: 'var(--known)',
  text: 'var(--ink)',
  quiet: 'var(--ink-2)',
  rule: 'var(--rule)',
  paper: 'var(--paper)',
  wash: 'var(--wash)',
  warn: 'var(--warn)',
} as const;

export { Plot };
