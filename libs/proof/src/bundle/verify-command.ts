import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseVerifier, type Verifier } from '../keys.js';
import { splitCheckpoints } from './notes.js';
import { reportText } from './report-text.js';
import { scanHere, scanInThreads } from './scan-threads.js';
import { verifyBundle } from './verify-bundle.js';

export interface VerifyFlags {
  /** The key itself, or a file with it: as text, or the JSON that the log serves at its key address. */
  readonly key: string;
  /** Files with checkpoints that were kept, one after another in each. */
  readonly checkpoint?: readonly string[];
  /** Keys of witnesses whose cosignatures must stand on the checkpoint. */
  readonly witness?: readonly string[];
  readonly json?: boolean;
}

/** `code`: 0 all is well, 2 wrong usage, 3 integrity is broken. `text` is for standard output, or error when usage is wrong. */
export interface VerifyOutcome {
  readonly code: 0 | 2 | 3;
  readonly text: string;
}

/** Threads cost more than they bring below this. */
const LARGE = 32 * 1_048_576;

/** What `impact verify` and `impact-verify.mjs` do. Reads files, and nothing else of the world. */
export async function verifyCommand(bundle: string, flags: VerifyFlags): Promise<VerifyOutcome> {
  try {
    const { size } = await stat(bundle);
    const verifier = await keyOf(flags.key);
    const witnesses = await Promise.all((flags.witness ?? []).map(keyOf));
    const earlier = (await Promise.all((flags.checkpoint ?? []).map(checkpointsIn))).flat();
    // The third thread is this one, which joins what they find.
    const threads = Math.min(2, availableParallelism());
    const scanner = size > LARGE ? scanInThreads(threads) : scanHere;
    try {
      const report = await verifyBundle(bundle, { verifier, earlier, witnesses, scanner });
      const text = flags.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(bundle, report);
      return { code: report.ok ? 0 : 3, text };
    } finally {
      await scanner.close();
    }
  } catch (error) {
    return { code: 2, text: `${(error as Error).message}\n` };
  }
}

async function keyOf(given: string): Promise<Verifier> {
  if (!existsSync(given)) return parseVerifier(given.trim());
  const text = (await readFile(given, 'utf8')).trim();
  const { verifierKey } = text.startsWith('{')
    ? (JSON.parse(text) as { verifierKey?: unknown })
    : { verifierKey: text };
  return parseVerifier(String(verifierKey));
}

async function checkpointsIn(file: string): Promise<{ note: string; from: string }[]> {
  return splitCheckpoints(await readFile(file, 'utf8')).map((note) => ({ note, from: file }));
}
