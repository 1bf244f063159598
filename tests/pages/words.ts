/** What a reader is told, a line for each block: no drawings, no markup. */
export const words = (html: string): string =>
  html
    .replace(/<(svg|style|pre|title)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<\/(p|li|h1|h2|h3|dt|dd|tr|th|td|div|section|summary|figcaption|a)>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim();

/** With plain spaces in the place of those that keep a number with its unit. */
export const plainWords = (html: string): string => words(html).replace(/[\u00a0\u202f]/g, ' ');
