import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { SECTION_MARK, UnreadableBundle } from './format.js';

/** Whole lines of one section; a large section comes in many pieces. */
export interface Piece {
  /** Empty for the two lines before the first section. */
  readonly section: string;
  /** Each line with its line break; gone when the next piece is asked for. */
  readonly bytes: Buffer;
  /** Of its first line, from 1. */
  readonly line: number;
}

const BLOCK = 524_288;
const LONGEST_LINE = 64 * 1_048_576;
const MARK = `\n${SECTION_MARK}`;
const LINE_BREAK = 10;

/**
 * Reads a bundle in the memory of a few blocks; a piece without bytes begins each section. Gives, at the end, whether the
 * file is the one that was written: its own sum at its end says so, which protects from accidents only.
 * @throws UnreadableBundle when the file ends early or goes on after its end
 */
export async function* readPieces(
  path: string,
): AsyncGenerator<Piece, { readonly line: number; readonly whole: boolean }> {
  const sum = createHash('sha256');
  let section = '';
  let line = 1;
  for await (const block of blocks(path)) {
    let at = 0;
    while (at < block.length) {
      if (block.toString('latin1', at, at + SECTION_MARK.length) === SECTION_MARK) {
        const end = block.indexOf(LINE_BREAK, at) + 1;
        const name = block.toString('utf8', at + SECTION_MARK.length, end - 1);
        const stated = /^end ([0-9a-f]{64})$/.exec(name)?.[1];
        if (stated !== undefined) {
          if (end < block.length) throw new UnreadableBundle('The bundle goes on after its end.', line + 1);
          return { line, whole: sum.digest('hex') === stated };
        }
        sum.update(block.subarray(at, end));
        section = name;
        line += 1;
        at = end;
        yield { section, bytes: block.subarray(at, at), line };
        continue;
      }
      const next = block.indexOf(MARK, at);
      const bytes = block.subarray(at, next === -1 ? block.length : next + 1);
      sum.update(bytes);
      yield { section, bytes, line };
      line += count(bytes);
      at += bytes.length;
    }
  }
  throw new UnreadableBundle('The bundle ends before its end: export or copy it again.', line);
}

/** Blocks that end where a line does, all in the same memory: each is over when the next one is asked for. */
async function* blocks(path: string): AsyncGenerator<Buffer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    let memory = Buffer.allocUnsafeSlow(Math.min(BLOCK, size + 1));
    let filled = 0;
    for (;;) {
      const { bytesRead } = await file.read(memory, filled, memory.length - filled, null);
      filled += bytesRead;
      if (bytesRead === 0) {
        if (filled > 0) throw new UnreadableBundle('The last line of the bundle is cut off.', 0);
        return;
      }
      const end = memory.lastIndexOf(LINE_BREAK, filled - 1) + 1;
      if (end > 0) yield memory.subarray(0, end);
      memory.copyWithin(0, end, filled);
      filled -= end;
      if (filled < memory.length) continue;
      if (filled >= LONGEST_LINE) throw new UnreadableBundle('A line is longer than 64 MB.', 0);
      const larger = Buffer.allocUnsafeSlow(2 * filled);
      memory.copy(larger);
      memory = larger;
    }
  } finally {
    await file.close();
  }
}

function count(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(LINE_BREAK); at !== -1; at = bytes.indexOf(LINE_BREAK, at + 1)) lines += 1;
  return lines;
}

/** The lines of a piece without their line breaks. Throws UnreadableBundle on bytes that are not UTF-8. */
export function linesOf({ bytes, line }: Piece): string[] {
  if (bytes.length === 0) return [];
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).slice(0, -1).split('\n');
  } catch {
    throw new UnreadableBundle('Here are bytes that are not UTF-8.', line);
  }
}
