import { execFile, spawn } from 'node:child_process';
import { closeSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { childEnvironment } from './child-environment.js';
import { ask } from './connection.js';
import type { Home } from './home.js';
import { program, type Native } from './native.js';
import { choosePort } from './port.js';
import { openLog } from '../private-file.js';
import type { OnProgress } from './progress.js';
import { readPidFile } from './running-server.js';
import { asAccount } from './server-account.js';

const run = promisify(execFile);

export interface Launch {
  readonly home: Home;
  readonly native: Native;
  readonly password: string;
  /** Server parameters beside ours, as in postgresql.conf. */
  readonly settings: Readonly<Record<string, string>>;
  /** Process id left in postmaster.pid by a dead server and since given to a process that is no server. */
  readonly bystander?: number;
  readonly onProgress: OnProgress;
}

const POLL_MS = 25;
/** Replaying the log after a crash may take minutes on a large ledger; a server that is busy with it says so. */
const SILENCE_MS = 60_000;
const ORPHANS_MS = 15_000;
const PORT_ATTEMPTS = 5;
const LOG_LIMIT_BYTES = 10_000_000;

/** Starts the server, detached from us, and waits until it answers. Returns its port. */
export async function launch(plan: Launch): Promise<number> {
  const orphansUntil = Date.now() + ORPHANS_MS;
  for (let attempt = 1; ;) {
    const port = await choosePort(plan.home.folder);
    const failure = await tryLaunch(plan, port);
    if (failure === undefined) return port;
    if (/Address already in use/.test(failure) && attempt < PORT_ATTEMPTS) {
      attempt += 1;
    } else if (
      /pre-existing shared memory block|lock file "postmaster.pid" is empty/.test(failure) &&
      Date.now() < orphansUntil
    ) {
      // Children of a server that was killed notice it within moments and leave.
      await pause(200);
    } else {
      throw new Error(`PostgreSQL did not start on ${plan.home.data}. Its last words:\n${failure}`);
    }
  }
}

/** Asks the server to disconnect everybody, write what it holds and end; waits for that. */
export async function shutDown(home: Home, native: Native): Promise<void> {
  if (!readPidFile(home.data)) return;
  try {
    await run(
      program(native, 'pg_ctl'),
      ['stop', '--pgdata', home.data, '--mode', 'fast', '--wait', '--timeout', '120'],
      {
        ...asAccount(home.account),
        cwd: '/',
        env: childEnvironment(),
      },
    );
  } catch (error) {
    // It may have ended, or been killed, between our look and the call.
    if (
      !readPidFile(home.data) ||
      /No such process|is not running|does not exist/.test(String((error as { stderr?: string }).stderr))
    )
      return;
    throw new Error(`PostgreSQL on ${home.data} did not stop within two minutes: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Undefined when the server answers, else what it wrote before it ended. */
async function tryLaunch(plan: Launch, port: number): Promise<string | undefined> {
  const { home } = plan;
  const logFile = join(home.folder, 'server.log');
  rotate(logFile);
  const log = openLog(logFile);
  const logStart = statSync(logFile).size;
  // PostgreSQL takes this for the process that started its starter, and so does not mistake it for a server. Unlike
  // removing postmaster.pid, that leaves its own search for orphans of the dead server in force.
  const extra = plan.bystander === undefined ? {} : { PG_GRANDPARENT_PID: String(plan.bystander) };
  const child = spawn(program(plan.native, 'postgres'), parameters(home, port, plan.settings), {
    ...asAccount(home.account),
    cwd: '/',
    env: childEnvironment(extra),
    // Its own session: Ctrl-C at our terminal reaches us, and we stop the server last.
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();

  let ended: string | undefined;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signal) => (ended ??= `(ended with ${signal ?? `code ${code}`})`));

  let silentSince = Date.now();
  let told = false;
  for (;;) {
    if (ended !== undefined) return logSince(logFile, logStart) || ended;
    const answer = await ask(port, plan.password, home.data);
    if (answer === 'ours') return undefined;
    if (answer === 'starting') {
      silentSince = Date.now();
      if (!told && logSince(logFile, logStart).includes('not properly shut down')) {
        plan.onProgress('the database was not shut down properly last time: PostgreSQL is repairing it from its log');
        told = true;
      }
    }
    if (Date.now() - silentSince > SILENCE_MS) {
      child.kill('SIGQUIT');
      return `${logSince(logFile, logStart)}\n(no answer on port ${port} for ${SILENCE_MS / 1000} s)`;
    }
    await pause(POLL_MS);
  }
}

function parameters(home: Home, port: number, settings: Readonly<Record<string, string>>): string[] {
  const all = {
    listen_addresses: '127.0.0.1',
    // No second door: a socket in a shared folder would be one.
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...settings,
  };
  return [
    '-D',
    home.data,
    '-p',
    String(port),
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}

function rotate(log: string): void {
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) renameSync(log, `${log}.1`);
}

function logSince(log: string, start: number): string {
  return readFileSync(log).subarray(start).toString('utf8').trim().split('\n').slice(-12).join('\n');
}
