import type { Command } from 'commander';
import { API, JSON_FLAG } from './flags.js';

/** Commands on person-level data. */
export function addDataSet(program: Command): void {
  const dataset = program.command('dataset').description('person-level data');
  dataset
    .command('add <file>')
    .description('register a table, CSV (gzip or not) or Parquet: pseudonymised, encrypted, known by its SHA-256')
    .requiredOption('--declaration <file.json>', 'what the file is: dataset, product, name, source, pseudonymised, ...')
    .option(...API)
    .option(...JSON_FLAG)
    .action(async (file: string, flags: { declaration: string }) =>
      (await import('../commands/dataset.js')).addDataSet(file, flags),
    );
  dataset
    .command('register')
    .description('register event logs, a file for each part: pseudonymised with one key, so that they join')
    .requiredOption('--declaration <file.json>', 'as of `dataset add`; each column to pseudonymise in any part')
    .requiredOption('--persons <file>', 'one row a person; CSV, gzip or not, or Parquet, as all parts')
    .requiredOption('--exposures <file>', 'uses of the service')
    .requiredOption('--outcomes <file>', 'what happened to them, such as hires')
    .option('--exits <file>', 'other ways out')
    .option(...API)
    .option(...JSON_FLAG)
    .action(async (flags: { declaration: string }) => (await import('../commands/dataset.js')).registerLogs(flags));
  dataset
    .command('erase <dataset>')
    .description('destroy its key and its file; the history stays')
    .requiredOption('--reason <text>')
    .option(...API)
    .option(...JSON_FLAG)
    .action(async (id: string, flags: { reason: string }) =>
      (await import('../commands/dataset.js')).eraseDataSet(id, flags),
    );
  dataset
    .command('erase-person <dataset>')
    .description('erase one person, whose identifier is read from standard input; prints the signed receipt')
    .requiredOption('--reason <text>', 'kept for ever: without any name')
    .option('--column <name>', 'which column holds the identifier, when several were pseudonymised')
    .option(...API)
    .option(...JSON_FLAG)
    .action(async (id: string, flags: { reason: string }) =>
      (await import('../commands/dataset.js')).erasePerson(id, flags),
    );
}
