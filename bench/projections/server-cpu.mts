import { readdirSync, readFileSync } from 'node:fs';
import type { createPool } from '@impact-ledger/platform';

/** Fields of /proc/<process>/stat after its name, from the state on; undefined when the process is gone. */
function stat(process: string): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${process}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

const PARENT = 1;
const OWN = [11, 12];
const OF_ENDED_CHILDREN = [13, 14];
/** Microseconds in a clock tick of /proc, which is a hundredth of a second everywhere Node runs on Linux. */
const TICK = 10_000;

/** Microseconds of processor that the PostgreSQL server has used, all its processes together; NaN but on Linux. */
export async function serverCpu(pool: ReturnType<typeof createPool>): Promise<number> {
  const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
  const postmaster = stat(String(rows[0]?.pid))?.[PARENT];
  if (postmaster === undefined) return Number.NaN;
  const sum = (fields: readonly string[], of: readonly number[]): number =>
    of.reduce((total, index) => total + Number(fields[index]), 0);
  let ticks = sum(stat(postmaster) ?? [], [...OWN, ...OF_ENDED_CHILDREN]);
  for (const process of readdirSync('/proc')) {
    const fields = /^\d+$/.test(process) ? stat(process) : undefined;
    if (fields?.[PARENT] === postmaster) ticks += sum(fields, OWN);
  }
  return ticks * TICK;
}
