import { existsSync, writeFileSync } from 'node:fs';
import { SKETCH_FIELDS, sketchProtocol, type ProtocolSketch } from '@impact-ledger/domain';
import { fingerprint } from '@impact-ledger/ledger';
import { CommandFailure, EXIT } from '../terminal/failure.js';
import { complain, print, say } from '../terminal/terminal.js';
import { askForProtocol, withInitial, type Answers } from './init-questions.js';

export interface InitFlags {
  readonly set?: readonly string[];
  readonly out?: string;
}

/** Asks for a protocol on a terminal, or takes it from `--set name=value`; what it writes may be drafted as it is. */
export async function initStudy({ set = [], out }: InitFlags): Promise<void> {
  if (out !== undefined && existsSync(out)) throw new CommandFailure(`${out} is there already`, EXIT.usage);
  const given = answersOf(set);
  const sketch = process.stdin.isTTY
    ? await askForProtocol(given, { input: process.stdin, output: process.stderr, complain })
    : checked(given);
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

function checked(answers: Answers): ProtocolSketch {
  const sketch = sketchProtocol(withInitial(answers), 'en');
  if (sketch.protocol) return sketch;
  const faults = sketch.faults.map(({ field, pointer, detail }) => `\n  ${field ?? pointer} ${detail}`);
  throw new CommandFailure(`this is no protocol yet:${faults.join('')}`, EXIT.usage);
}
