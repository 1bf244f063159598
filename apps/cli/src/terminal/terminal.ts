import { styleText } from 'node:util';
import { SingleBar, type Options } from 'cli-progress';

type Style = Parameters<typeof styleText>[0];

/** Colour where a person looks at it, and nobody asked for none. */
const styled = (stream: NodeJS.WriteStream, style: Style, text: string): string =>
  stream.isTTY && !process.env['NO_COLOR'] ? styleText(style, text, { validateStream: false }) : text;

/** Data, for people and programs: standard output. */
export const print = (text: string): void => void process.stdout.write(`${text}\n`);
export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));
export const strong = (text: string): string => styled(process.stdout, 'bold', text);
export const faint = (text: string): string => styled(process.stdout, 'dim', text);

/** Messages and progress, for people: standard error. */
export const say = (text: string): void => void process.stderr.write(`${text}\n`);
export const warn = (text: string): void => say(styled(process.stderr, 'yellow', text));
export const complain = (text: string): void => say(styled(process.stderr, 'red', text));

export interface Progress {
  readonly update: (done: number, note?: string) => void;
  readonly end: () => void;
}

/** A bar on a terminal; elsewhere one line at the end, since a log has no use for the steps. */
export function progress(title: string, total: number): Progress {
  if (!process.stderr.isTTY) {
    let last = 0;
    return {
      update: (done) => void (last = done),
      end: () => say(`${title}: ${last} of ${total}`),
    };
  }
  const options: Options = {
    stream: process.stderr,
    format: `${title} {bar} {percentage}% {note}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 28,
    hideCursor: true,
    clearOnComplete: false,
  };
  const bar = new SingleBar(options);
  bar.start(total, 0, { note: '' });
  return { update: (done, note = '') => bar.update(Math.min(done, total), { note }), end: () => bar.stop() };
}

/** Columns as wide as their widest cell; the first row is the head. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line, index) => (index === 0 ? faint(line) : line))
    .join('\n');
}
