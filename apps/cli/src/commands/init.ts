import { existsSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { isAsked, SKETCH_FIELDS, sketchProtocol, type ProtocolSketch, type SketchField } from '@impact-ledger/domain';
import { fingerprint } from '@impact-ledger/ledger';
import { CommandFailure, EXIT } from '../terminal/failure.js';
import { complain, print, say } from '../terminal/terminal.js';

export interface InitFlags {
  readonly set?: readonly string[];
  readonly out?: string;
}

type Answers = Record<string, string>;

/** Asks for a protocol on a terminal, or takes it from `--set name=value`; what it writes may be drafted as it is. */
export async function initStudy({ set = [], out }: InitFlags): Promise<void> {
  if (out !== undefined && existsSync(out)) throw new CommandFailure(`${out} is there already`, EXIT.usage);
  const given = answersOf(set);
  const sketch = process.stdin.isTTY ? await ask(given) : checked(given);
  const text = `${JSON.stringify(sketch.draft, null, 2)}\n`;
  if (out === undefined) print(text.trimEnd());
  else writeFileSync(out, text, { flag: 'wx' });
  say(`frozen as it stands it will be known by ${fingerprint(sketch.protocol)}`);
  say(`draft it with \`impact study draft <study> ${out ?? '<file>'}\``);
}

const NAMES = SKETCH_FIELDS.map(({ name }) => name);

function answersOf(set: readonly string[]): Answers {
  const answers: Answers = {};
  for (const each of set) {
    const at = each.indexOf('=');
    const name = each.slice(0, at);
    if (at < 1 || !NAMES.includes(name)) {
      throw new CommandFailure(
        `"${each}" answers nothing: write --set <name>=<value> with one of ${NAMES.join(', ')}`,
        EXIT.usage,
      );
    }
    // A shell has no easy line break: several lines are separated by semicolons.
    answers[name] = each.slice(at + 1).replaceAll(';', '\n');
  }
  return answers;
}

const withInitial = (answers: Answers): Answers =>
  Object.fromEntries(SKETCH_FIELDS.map(({ name, initial }) => [name, answers[name] ?? initial ?? '']));

function checked(answers: Answers): ProtocolSketch {
  const sketch = sketchProtocol(withInitial(answers), 'en');
  if (sketch.protocol) return sketch;
  const faults = sketch.faults.map(({ field, pointer, detail }) => `\n  ${field ?? pointer} ${detail}`);
  throw new CommandFailure(`this is no protocol yet:${faults.join('')}`, EXIT.usage);
}

/** Every question once, then those again whose answers do not hold, until all do. */
async function ask(given: Answers): Promise<ProtocolSketch> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answers = { ...given };
  try {
    let open: readonly SketchField[] = SKETCH_FIELDS.filter(({ name }) => given[name] === undefined);
    for (;;) {
      for (const field of open) {
        // What was answered before this question decides whether it is one.
        if (!isAsked(field, answers)) continue;
        answers[field.name] = await answerTo(terminal, field, answers[field.name]);
      }
      const sketch = sketchProtocol(withInitial(answers), 'en');
      if (sketch.protocol) return sketch;
      for (const { field, pointer, detail } of sketch.faults) complain(`${field ?? pointer}: ${detail}`);
      const wrong = new Set(sketch.faults.map(({ field }) => field));
      open = SKETCH_FIELDS.filter(({ name }) => wrong.has(name));
      if (open.length === 0) open = SKETCH_FIELDS;
    }
  } finally {
    terminal.close();
  }
}

async function answerTo(
  terminal: ReturnType<typeof createInterface>,
  { label, choices, initial, long }: SketchField,
  before: string | undefined,
): Promise<string> {
  const usual = before ?? initial;
  const hint = [choices?.join(' | '), long && 'separate lines by ;', usual && `enter for ${usual}`]
    .filter(Boolean)
    .join('; ');
  const said = await terminal.question(`${label.en}${hint ? ` (${hint})` : ''}: `);
  return said.trim() === '' ? (usual ?? '') : said.replaceAll(';', '\n');
}
