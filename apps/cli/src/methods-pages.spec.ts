import { describe, expect, jest, test } from '@jest/globals';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createProgram } from './program.js';

/**
 * The documentation of the methods shows commands with what they print. Each of them runs here, through the command line's own
 * door, and must print that to the letter. UPDATE_GOLDEN=1 writes the answers anew.
 */
const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = new URL('../../../docs/methods/', import.meta.url);
const pages = [
  new URL('../../../docs/methods.md', import.meta.url),
  ...readdirSync(folder).map((name) => new URL(name, folder)),
];

const BLOCK = /```console\n\$ (impact estimate (?:'[^']*'|\\\n|[^'\n])*)\n([\s\S]*?)```/g;

/** The words of a command line: quotes and continued lines as a shell reads them; files are those of the repository. */
const words = (command: string): string[] =>
  [...command.replaceAll('\\\n', ' ').matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) =>
    (quoted ?? bare!).replace(/^libs\//, `${root}libs/`),
  );

/** `jq -c '.details.rows[0].smd'`: a path into the answer, nothing more. */
function pick(json: string, path: string): string {
  const steps = path.match(/[A-Za-z][A-Za-z0-9]*|\d+/g) ?? [];
  const found = steps.reduce<unknown>(
    (node, step) => (node as Readonly<Record<string, unknown>>)[step],
    JSON.parse(json),
  );
  expect({ path, found: found !== undefined }).toEqual({ path, found: true });
  return `${JSON.stringify(found)}\n`;
}

async function printed(command: string): Promise<string> {
  const [call = '', filter] = command.split(' | jq -c ');
  let text = '';
  const collect = (chunk: unknown): boolean => {
    // Warnings of Node itself, which it gives once, are no part of the answer.
    if (!/^\((node:|Use `node)/.test(String(chunk))) text += String(chunk);
    return true;
  };
  const spies = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation(collect as typeof process.stdout.write),
  );
  try {
    await createProgram('0').parseAsync(words(call).slice(1), { from: 'user' });
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return filter === undefined ? text : pick(text, filter);
}

describe.each(pages.map((page) => [page.pathname.split('/docs/')[1]!, page] as const))('%s', (_, page) => {
  const text = readFileSync(page, 'utf8');
  const blocks = [...text.matchAll(BLOCK)].map(([whole, command, answer]) => ({ whole, command: command!, answer }));

  test('every command it shows prints what it says', async () => {
    expect(text.split('```console').length - 1).toBe(blocks.length);
    let written = text;
    for (const { whole, command, answer } of blocks) {
      const actual = await printed(command);
      if (process.env['UPDATE_GOLDEN'] === '1') {
        written = written.replace(whole, () => `\`\`\`console\n$ ${command}\n${actual}\`\`\``);
      } else expect({ command, answer: actual }).toEqual({ command, answer });
    }
    if (written !== text) writeFileSync(page, written);
  });
});
