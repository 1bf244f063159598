import { readFile } from 'node:fs/promises';
import { CommandFailure, EXIT } from '../terminal/failure.js';

/** The value of a JSON file that a command was given. */
export async function jsonFile(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new CommandFailure(`${path} cannot be read: ${error.message}`, EXIT.usage);
  });
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new CommandFailure(`${path} is not JSON: ${(error as Error).message}`, EXIT.usage);
  }
}
