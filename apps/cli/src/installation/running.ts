import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Word left in the data root by the process that serves it. */
export interface Running {
  readonly pid: number;
  readonly url: string;
}

const file = (dataRoot: string): string => join(dataRoot, 'running.json');

/** Whether the process lives; that it is the one that wrote the file, an answer at `url` tells. */
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Undefined when nobody serves this data root, as far as one can tell without asking. */
export function readRunning(dataRoot: string): Running | undefined {
  try {
    const running = JSON.parse(readFileSync(file(dataRoot), 'utf8')) as Running;
    return alive(running.pid) ? running : undefined;
  } catch {
    return undefined;
  }
}

export function noteRunning(dataRoot: string, url: string): void {
  const draft = `${file(dataRoot)}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, url }));
  renameSync(draft, file(dataRoot));
}

export const forgetRunning = (dataRoot: string): void => rmSync(file(dataRoot), { force: true });
