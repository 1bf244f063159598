import { open } from 'node:fs/promises';
import type { Anchor } from './anchor.js';

/** More than a checkpoint with its signature ever has. */
const TAIL_BYTES = 16_384;
const NOTE = /[^\n]+\n\d+\n[^\n]+\n\n(?:\u2014 [^\n]+\n)+(?=\n)/g;

/**
 * A file that is only appended to, on another disk, a mounted share or storage that keeps what was written: one
 * checkpoint after another, an empty line behind each. A line cut off by a crash is passed over.
 */
export function fileAnchor(path: string): Anchor {
  const tail = async (): Promise<string> => {
    await using file = await open(path, 'a+', 0o644);
    const { size } = await file.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.toString('utf8', 0, bytesRead);
  };
  return {
    name: path,
    remembered: async () => lastNote(await tail()),
    publish: async ({ note }) => {
      const before = await tail();
      if (lastNote(before) === note) return [];
      await using file = await open(path, 'a', 0o644);
      await file.appendFile(`${before === '' || before.endsWith('\n') ? '' : '\n\n'}${note}\n`);
      await file.sync();
      return [];
    },
  };
}

const lastNote = (text: string): string | undefined => text.match(NOTE)?.at(-1);
