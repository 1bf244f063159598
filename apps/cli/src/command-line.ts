import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { createProgram } from './program.js';
import { CommandFailure, EXIT } from './terminal/failure.js';
import { complain } from './terminal/terminal.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Runs one command line; gives the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const program = createProgram(version);
  const strict = (command: typeof program): void => {
    command.exitOverride();
    command.commands.forEach((sub) => strict(sub));
  };
  strict(program);
  try {
    await program.parseAsync(argv);
    return EXIT.ok;
  } catch (error) {
    // Commander has spoken already: help and version are no error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    complain(`impact: ${error instanceof Error ? error.message : String(error)}`);
    return error instanceof CommandFailure ? error.code : EXIT.error;
  }
}

// A reader that went away (`impact study list | head`, a closed terminal) is no reason to leave servers half stopped.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await main(process.argv);
