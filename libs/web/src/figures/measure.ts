/** Advance widths of a wide sans-serif (DejaVu Sans, the widest fallback of the theme) in thousandths of an em. */
const NARROW = new Set("iljI.,:;'’|!()[] \u00a0\u202f".split(''));
const WIDE = new Set('mwMWŒ%—…'.split(''));

const advance = (character: string): number => {
  if (NARROW.has(character)) return 0.34;
  if (WIDE.has(character)) return 0.95;
  if (/[A-ZÀ-Þ]/.test(character)) return 0.7;
  if (/[0-9+\u2212]/.test(character)) return 0.64;
  return 0.6;
};

/** Width in pixels that this text takes at most, whatever sans-serif the reader has. */
export const textWidth = (text: string, fontSize: number): number =>
  [...text].reduce((width, character) => width + advance(character), 0) * fontSize;

/** Breaks between words so that no line is wider than `width` pixels; a single longer word keeps its line. */
export function wrapText(text: string, width: number, fontSize: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line ? `${line} ${word}` : word;
    if (line && textWidth(longer, fontSize) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line ? [...lines, line] : lines;
}
