import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where an installation keeps its files, and why there: print both. */
export interface DataRoot {
  /** Absolute path; the folder exists and can be written. */
  readonly path: string;
  /** A sentence for people. */
  readonly reason: string;
}

// As root the database server is another account that must pass through; secrets inside are 0600 or 0700.
const DATA_MODE = process.getuid?.() === 0 ? 0o711 : 0o700;

/**
 * The folder of the installation: `configured` (IMPACT_DATA), else `.impact` in the working folder, else, when that
 * cannot be written, a folder of the system named after it.
 * @throws Error when none can be written, or when the configured one cannot: a configured place is never replaced
 */
export function resolveDataRoot(
  configured: string | undefined,
  workingFolder: string = process.cwd(),
  systemFolder = '/var/lib/impact-ledger',
): DataRoot {
  if (configured !== undefined) {
    return { path: configuredFolder('IMPACT_DATA', resolve(workingFolder, configured)), reason: 'IMPACT_DATA says so' };
  }

  const local = resolve(workingFolder, '.impact');
  const obstacle = makeWritable(local);
  if (obstacle === undefined) return { path: local, reason: 'IMPACT_DATA is not set: .impact in the working folder' };

  const path = join(systemFolder, createHash('sha256').update(local).digest('hex').slice(0, 16));
  const second = makeWritable(path);
  if (second === undefined)
    return { path, reason: `IMPACT_DATA is not set and ${local} cannot be written (${obstacle})` };
  throw new Error(
    `there is no folder to keep data in: ${local} cannot be written (${obstacle}), nor can ${path} (${second}). ` +
      `Set IMPACT_DATA to a folder you can write.`,
  );
}

/**
 * The folder for decrypted copies (IMPACT_SCRATCH), absolute; it exists and can be written. Undefined when none is configured.
 * @throws Error when it cannot be written
 */
export function resolveScratch(configured: string | undefined, workingFolder = process.cwd()): string | undefined {
  return configured && configuredFolder('IMPACT_SCRATCH', resolve(workingFolder, configured), 0o700);
}

function configuredFolder(variable: string, path: string, mode?: number): string {
  const obstacle = makeWritable(path, mode);
  if (obstacle === undefined) return path;
  throw new Error(
    `${variable} is ${path}, which cannot be written (${obstacle}): make it writable or name another folder`,
  );
}

/** Undefined when the folder exists (made if need be) and can be written, else the system's error code. */
function makeWritable(path: string, mode: number = DATA_MODE): string | undefined {
  try {
    mkdirSync(path, { recursive: true, mode });
    accessSync(path, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}
