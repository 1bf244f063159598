import { Command, InvalidArgumentError } from 'commander';
import { addDataSet } from './program/data-sets.js';
import { API, JSON_FLAG } from './program/flags.js';

const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('write a whole number from 1');
  return value;
};
const names = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

/**
 * The command line. Each command loads its own code when it is called, so that `impact --help` answers at once and
 * `impact estimate` never opens a database driver.
 */
export function createProgram(version: string): Command {
  const program = new Command('impact')
    .description('Impact Ledger: the system of record for the real-world effect of public digital services')
    .version(version)
    .showHelpAfterError('(--help shows what there is)')
    .addHelpText(
      'after',
      `
Data go to standard output, messages and progress to standard error.
Exit codes: 0 done, 1 error, 2 wrong usage, 3 integrity broken, 4 rows rejected.
A token comes from IMPACT_TOKEN or from the data root, never from a flag.`,
    );

  program
    .command('up')
    .description('serve the ledger of this machine: database, API, worker')
    .action(async () => (await import('./commands/up.js')).up());
  program
    .command('demo')
    .description('serve a ledger of its own with the demonstration worlds, and show what their studies found')
    .option('--once', 'load, show and leave')
    .option(...JSON_FLAG)
    .action(async (flags: { once?: boolean; json?: boolean }) => (await import('./demo/demo.js')).demo(flags));
  program
    .command('import <file>')
    .description('record the measurements of a CSV or NDJSON file; safe to repeat')
    .option('--atomic', 'all rows or none')
    .option('--rejects <file>', 'where rejected rows are written (beside the file)')
    .option(...API)
    .option(...JSON_FLAG)
    .action(async (file: string, flags: object) => (await import('./commands/import.js')).importCommand(file, flags));
  program
    .command('estimate [method]')
    .description('one estimator of the catalogue on a file of this machine')
    .option('--data <file>', 'CSV or Parquet, told by the ending')
    .option('--treatment <column>')
    .option('--outcome <column>')
    .option('--time <column>')
    .option('--event <column>')
    .option('--entry <column>', 'time from which a row is followed')
    .option('--covariates <columns>', 'separated by commas', names)
    .option('--strata <columns>', 'separated by commas', names)
    .option('--cluster <column>')
    .option('--weights <column>', 'frequencies')
    .option('--instrument <column>')
    .option('--unit <column>')
    .option('--period <column>')
    .option('--first-treated <column>')
    .option('--deviated <column>')
    .option('--options <json>', `of the method, such as '{"level":0.9}'`)
    .option('--bootstrap <json>', `error and limits by resampling, such as '{"replicates":2000,"interval":"bca"}'`)
    .option('--threads <number>', 'for the bootstrap; the figures do not depend on it', wholeNumber)
    .option('--list', 'show the catalogue')
    .option(...JSON_FLAG)
    .action(async (method: string | undefined, flags: object) =>
      (await import('./commands/estimate.js')).estimateCommand(method, flags),
    );
  program
    .command('run <study>')
    .description('ask for a run of a frozen study, wait for it, show its verdict')
    .option('--wait <seconds>', 'how long to wait', wholeNumber, 600)
    .option('--last', 'no look is to follow: spend what is left of the error rate')
    .option(...API)
    .option(...JSON_FLAG)
    .action(async (study: string, flags: { wait: number; last?: boolean }) =>
      (await import('./commands/run.js')).runStudyCommand(study, flags),
    );
  program
    .command('replay')
    .description('rebuild definitions and measurements from the events and compare with the as-of answer')
    .option('--to <position or time>', 'a position, or an ISO 8601 instant (the end of the log)')
    .option(...JSON_FLAG)
    .action(async (flags: object) => (await import('./commands/replay.js')).replayCommand(flags));
  program
    .command('rebuild [projections...]')
    .description('build read models anew from the events beside the live ones, compare, and swap them in')
    .option('--even-if-different', 'also when the live rows are not what the events say: they are given up')
    .option(...JSON_FLAG)
    .action(async (names: string[], flags: object) =>
      (await import('./commands/rebuild.js')).rebuildCommand(names, flags),
    );
  program
    .command('approve <indicator>')
    .description('stand by a definition of an indicator; not by whoever wrote it')
    .option('--definition <number>', 'which version of it (the last)', wholeNumber)
    .requiredOption('--comment <text>', 'kept for ever')
    .option(...API)
    .option(...JSON_FLAG)
    .action(async (indicator: string, flags: { comment: string }) =>
      (await import('./commands/approve.js')).approveDefinition(indicator, flags),
    );
  addBackup(program, version);
  program
    .command('login-link')
    .description('a link that signs one browser in, once')
    .requiredOption('--account <name>')
    .requiredOption('--role <role>')
    .option(...JSON_FLAG)
    .action(async (flags: { account: string; role: string }) =>
      (await import('./commands/token.js')).loginLinkCommand(flags),
    );
  addAudit(program);
  addStudy(program);
  addDataSet(program);
  addToken(program);
  addKeys(program);
  return program;
}

function addBackup(program: Command, version: string): void {
  const keys = ['--keys <file>', 'the wrapped keys of the vault, apart from the backups'] as const;
  program
    .command('backup <folder>')
    .description('log, accounts and encrypted data to a new folder, while everything runs; keys to a file apart')
    .requiredOption(...keys)
    .option(...JSON_FLAG)
    .action(async (folder: string, flags: { keys: string }) =>
      (await import('./commands/backup.js')).backupCommand(folder, flags, version),
    );
  program
    .command('restore <folder>')
    .description('take a backup back; refused when it goes behind what was signed')
    .requiredOption(...keys)
    .option('--replace', 'give up what this installation holds')
    .option('--acknowledge-loss <reason>', 'give up events that were signed: the log goes on under a new name')
    .option(...JSON_FLAG)
    .action(async (folder: string, flags: { keys: string }) =>
      (await import('./commands/restore.js')).restoreCommand(folder, flags),
    );
}

const another = (file: string, before: readonly string[] = []): string[] => [...before, file];

function addAudit(program: Command): void {
  program
    .command('export')
    .description('write a bundle that proves itself, or what a result can be computed again from')
    .option('--audit', 'events with checkpoint, proofs and key')
    .option('--study <id>', 'this study and its data sets only')
    .option('--figure <run>', 'the published figure of this run')
    .option('--checkpoint <file>', 'checkpoints you kept: with proofs that the log extends them', another)
    .option('--reproduction <run>', 'protocol, inputs and pseudonymised data of a result, as a folder')
    .option('--reason <text>', 'why the data leave the vault: it stays on record')
    .option('--out <file>', 'where to (a bundle to standard output, a reproduction to a folder named after its run)')
    .option(...API)
    .option(...JSON_FLAG)
    .action(async (flags: object) => (await import('./commands/export.js')).exportCommand(flags));
  program
    .command('reproduce [result]')
    .description('compute a result again and compare the bytes: by run, by hash, or from a reproduction package')
    .option('--all', 'every result of this installation')
    .option('--engine <folder>', 'a kept engine: a built checkout of the release that made the result')
    .option(...JSON_FLAG)
    .action(async (result: string | undefined, flags: object) =>
      (await import('./commands/reproduce.js')).reproduceCommand(result, flags),
    );
  program
    .command('verify <bundle>')
    .description('check a bundle: no network, no database; dist/impact-verify.mjs does the same anywhere')
    .requiredOption('--key <key or file>', 'the key of the log, kept from elsewhere')
    .option('--checkpoint <file>', 'checkpoints you kept: the log must begin with what they say', another)
    .option('--witness <key or file>', 'a witness whose cosignature must stand on the checkpoint', another)
    .option(...JSON_FLAG)
    .action(async (bundle: string, flags: { key: string }) =>
      (await import('./commands/verify.js')).verifyBundleCommand(bundle, flags),
    );
}

function addStudy(program: Command): void {
  const study = program.command('study').description('write, freeze, read, review and publish studies');
  const commands = () => import('./commands/study.js');
  const add = (syntax: string, description: string): Command =>
    study
      .command(syntax)
      .description(description)
      .option(...API)
      .option(...JSON_FLAG);
  add('list', 'all studies with their verdicts').action(async (flags: object) => (await commands()).listStudies(flags));
  add('show <study>', 'one study with its runs').action(async (id: string, flags: object) =>
    (await commands()).showStudy(id, flags),
  );
  study
    .command('schema')
    .description('the shape of a protocol, as JSON Schema')
    .action(async () => (await import('./commands/schema.js')).showProtocolSchema());
  study
    .command('init')
    .description('write a protocol: asks on a terminal, else takes the answers from --set')
    .option('--set <name=value>', 'an answer; lines of a long one separated by semicolons', another)
    .option('--out <file>', 'where to (standard output)')
    .action(async (flags: object) => (await import('./commands/init.js')).initStudy(flags));
  study
    .command('check <protocol.json>')
    .description('what of a protocol would be refused, and why; needs no ledger')
    .option(...JSON_FLAG)
    .action(async (file: string, flags: object) =>
      (await import('./commands/check.js')).checkProtocolFile(file, flags),
    );
  add('draft <study> <protocol.json>', 'write a protocol').action(async (id: string, file: string, flags: object) =>
    (await commands()).draftStudy(id, file, flags),
  );
  add('revise <study> <protocol.json>', 'change a draft')
    .requiredOption('--reason <text>')
    .action(async (id: string, file: string, flags: { reason: string }) =>
      (await commands()).reviseStudy(id, file, flags),
    );
  add('attach <study> <dataset>', 'say which data set it is computed on').action(
    async (id: string, dataset: string, flags: object) => (await commands()).attachData(id, dataset, flags),
  );
  add('freeze <study>', 'fix the protocol before anybody looks').action(async (id: string, flags: object) =>
    (await commands()).freezeStudy(id, flags),
  );
  add('amend <study> <protocol.json>', 'change a frozen protocol; after a look it explores for ever')
    .requiredOption('--reason <text>')
    .option('--dataset <dataset>', 'attach this data set with it, for a protocol that reads other data')
    .action(async (id: string, file: string, flags: { reason: string; dataset?: string }) =>
      (await commands()).amendStudy(id, file, flags),
    );
  add('schedule <study> <pattern>', 'run by the calendar, such as "0 6 1 * *"; "off" stops it').action(
    async (id: string, pattern: string, flags: object) => (await commands()).scheduleStudy(id, pattern, flags),
  );
  add('watch <study>', 'follow its last run, step by step')
    .option('--wait <seconds>', 'how long to wait', wholeNumber, 600)
    .action(async (id: string, flags: { wait: number }) => (await import('./commands/run.js')).watchStudy(id, flags));
  add('cancel <study> <run>', 'stop a run under way; nobody has seen anything of it, so it is no look')
    .requiredOption('--reason <text>')
    .action(async (id: string, run: string, flags: { reason: string }) =>
      (await import('./commands/run.js')).cancelRun(id, run, flags),
    );
  add('review <study> <run>', 'accept or reject a result; not by an author of the protocol')
    .option('--accept')
    .option('--reject')
    .requiredOption('--comment <text>')
    .action(async (id: string, run: string, flags: { comment: string }) =>
      (await commands()).reviewResult(id, run, flags),
    );
  add('publish <study> <run>', 'publish an accepted result; not by an author of the protocol').action(
    async (id: string, run: string, flags: object) => (await commands()).publishResult(id, run, flags),
  );
  add('retract <study> <run>', 'take a published result back')
    .requiredOption('--reason <text>')
    .action(async (id: string, run: string, flags: { reason: string }) =>
      (await commands()).retractResult(id, run, flags),
    );
  addSealed(add);
}

function addSealed(add: (syntax: string, description: string) => Command): void {
  const commands = () => import('./commands/sealed.js');
  add('unseal <study> <run>', 'open the sealed estimate of a refused run; not by its author, nor who asked for it')
    .requiredOption('--reason <text>')
    .action(async (id: string, run: string, flags: { reason: string }) =>
      (await commands()).unsealResult(id, run, flags),
    );
  add('read-sealed <study> <run>', 'read an unsealed estimate; the reading is recorded')
    .requiredOption('--reason <text>')
    .action(async (id: string, run: string, flags: { reason: string }) =>
      (await commands()).readSealed(id, run, flags),
    );
}

function addKeys(program: Command): void {
  program
    .command('keys')
    .description('keys of the vault')
    .command('rotate')
    .description('wrap every key with a new master key; the old one opens nothing afterwards')
    .option(...JSON_FLAG)
    .action(async (flags: object) => (await import('./commands/keys.js')).rotateKeysCommand(flags));
}

function addToken(program: Command): void {
  const token = program.command('token').description('tokens of people and programs');
  const commands = () => import('./commands/token.js');
  token
    .command('create')
    .description('make a token; its secret is shown once')
    .requiredOption('--account <name>')
    .requiredOption('--role <role>')
    .option('--label <text>', 'what it is for')
    .option('--days <number>', 'how long it is valid', wholeNumber, 90)
    .option('--keep', 'keep it in the data root for the commands of this machine, instead of showing it')
    .option(...JSON_FLAG)
    .action(async (flags: { account: string; role: string; days: number }) =>
      (await commands()).createTokenCommand(flags),
    );
  token
    .command('list')
    .description('all tokens, without their secrets')
    .option(...JSON_FLAG)
    .action(async (flags: object) => (await commands()).listTokensCommand(flags));
  token
    .command('revoke <id>')
    .description('close a token for ever')
    .action(async (id: string) => (await commands()).revokeTokenCommand(id));
}
