import { createInterface } from 'node:readline/promises';
import { isAsked, SKETCH_FIELDS, sketchProtocol, type ProtocolSketch, type SketchField } from '@impact-ledger/domain';
import { CommandFailure } from '../terminal/failure.js';

export type Answers = Record<string, string>;

export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Takes each fault of the answers. */
  readonly complain: (fault: string) => void;
}

/** A question that has a usual answer and was not asked has that one. */
export const withInitial = (answers: Answers): Answers =>
  Object.fromEntries(SKETCH_FIELDS.map(({ name, initial }) => [name, answers[name] ?? initial ?? '']));

/**
 * Every question once, then those again whose answers do not hold, until all do. What was given beforehand is asked only
 * where it does not hold. Error: {@link CommandFailure} when whoever answers stops (Ctrl-C, or the end of the input).
 */
export async function askForProtocol(given: Answers, { input, output, complain }: Terminal): Promise<ProtocolSketch> {
  const terminal = createInterface({ input, output });
  // Readline leaves a question open for ever when its input ends.
  const closed = new AbortController();
  terminal.once('close', () => closed.abort());
  const put = (question: string): Promise<string> => terminal.question(question, { signal: closed.signal });
  const answers = { ...given };
  try {
    let open: readonly SketchField[] = SKETCH_FIELDS.filter(({ name }) => given[name] === undefined);
    for (;;) {
      for (const field of open) {
        // What was answered before this question decides whether it is one.
        if (!isAsked(field, answers)) continue;
        answers[field.name] = await answerTo(put, field, answers[field.name]);
      }
      const sketch = sketchProtocol(withInitial(answers), 'en');
      if (sketch.protocol) return sketch;
      for (const { field, pointer, detail } of sketch.faults) complain(`${field ?? pointer}: ${detail}`);
      const wrong = new Set(sketch.faults.map(({ field }) => field));
      open = SKETCH_FIELDS.filter((field) => wrong.has(field.name) && isAsked(field, answers));
      // A fault of the whole may come from any answer. Without a question the rounds would never end, nor hear Ctrl-C.
      if (open.length === 0) open = SKETCH_FIELDS;
    }
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error;
    throw new CommandFailure('stopped before the protocol was whole: nothing was written');
  } finally {
    terminal.close();
  }
}

/** Takes back an answer that need not be given, which an empty line keeps. */
const NONE = '-';

async function answerTo(
  put: (question: string) => Promise<string>,
  { label, choices, initial, long, optional }: SketchField,
  before: string | undefined,
): Promise<string> {
  const usual = before ?? initial;
  const hints = [
    choices?.join(' | '),
    long && 'separate lines by ;',
    usual && `enter for ${usual}`,
    usual && optional && `${NONE} for none`,
  ].filter(Boolean);
  const hint = hints.join('; ');
  const said = await put(`${label.en}${hint ? ` (${hint})` : ''}: `);
  if (optional && said.trim() === NONE) return '';
  return said.trim() === '' ? (usual ?? '') : said.replaceAll(';', '\n');
}
