import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Whether a process with this id exists now, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * A process named so that a later process which was given the same number is told apart: `<pid>-<start>`.
 * The start is in clock ticks since boot on Linux, a compact date elsewhere, `0` when it cannot be known.
 */
export function identityOf(pid: number): string {
  return `${pid}-${startOf(pid)}`;
}

/** Whether the process named by `identityOf` is still running. */
export function isStillRunning(identity: string): boolean {
  const pid = Number.parseInt(identity, 10);
  return Number.isSafeInteger(pid) && pid > 0 && isAlive(pid) && identityOf(pid) === identity;
}

/** The words of a process's command line; empty when the process is gone or hidden. */
export function commandLine(pid: number): string[] {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        .split('\0')
        .filter((word) => word !== '');
    } catch {
      return [];
    }
  }
  return ps(pid, 'args=')
    .split(/\s+/)
    .filter((word) => word !== '');
}

function startOf(pid: number): string {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The second field is the program's name in brackets and may itself hold blanks and brackets.
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
    } catch {
      return '0';
    }
  }
  return ps(pid, 'lstart=').replace(/[^0-9A-Za-z]+/g, '') || '0';
}

function ps(pid: number, format: string): string {
  const { status, stdout } = spawnSync('ps', ['-o', format, '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '';
}
