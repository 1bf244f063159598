import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

/** Lines of a compressed file, in little memory. Throws when it is cut or changed within. */
export async function* linesOf(path: string): AsyncGenerator<string> {
  const packed = createReadStream(path);
  const plain = createGunzip();
  packed.on('error', (error) => plain.destroy(error));
  packed.pipe(plain).setEncoding('utf8');
  try {
    let rest = '';
    for await (const piece of plain) {
      const lines = (rest + String(piece)).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
    if (rest !== '') throw new Error('its last line has no end');
  } finally {
    packed.destroy();
    plain.destroy();
  }
}

export interface LineFile {
  write(line: string): Promise<void>;
  /** On disk when it resolves. */
  end(): Promise<void>;
  abandon(): void;
}

/** A new compressed file of lines. */
export function createLineFile(path: string): LineFile {
  const packed = createGzip();
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  const written = finished(file);
  // Awaited at the end; a failure in between shows at the next write.
  written.catch(() => undefined);
  file.on('error', (error) => packed.destroy(error));
  packed.on('error', () => file.destroy());
  packed.pipe(file);
  return {
    write: async (line) => {
      if (!packed.write(`${line}\n`)) await once(packed, 'drain');
    },
    end: async () => {
      packed.end();
      await written;
      await using handle = await open(path, 'r');
      await handle.sync();
    },
    abandon: () => {
      packed.destroy();
      file.destroy();
    },
  };
}
