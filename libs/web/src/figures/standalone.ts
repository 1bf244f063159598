import { stylesheet } from '../theme.js';

/** The light colours and the fonts of the theme, by name. */
const TOKENS = new Map(
  [...(/:root \{([\s\S]*?)\n\}/.exec(stylesheet)?.[1] ?? '').matchAll(/--([\w-]+): ([^;]+);/g)].map(
    ([, name = '', value = '']) => [name, value.trim()] as const,
  ),
);

/** A drawing of a page as a file of its own: on paper, with colours and font in it, since no style sheet comes along. */
export function standaloneSvg(drawing: string): string {
  const font = TOKENS.get('sans')?.replace(/"/g, "'") ?? 'sans-serif';
  return drawing
    .replace(/var\(--([\w-]+)\)/g, (whole, name: string) => TOKENS.get(name) ?? whole)
    .replace(
      '<svg class="chart wide"',
      `<svg xmlns="http://www.w3.org/2000/svg" class="chart wide" color="${TOKENS.get('ink')}" font-family="${font}"`,
    )
    .replace('<title', `<rect width="100%" height="100%" fill="${TOKENS.get('paper')}"/><title`);
}
