import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { scanEvents, type Scan } from './scan-events.js';

const ROLE = 'impact-ledger scan events';

// This file is also what its threads run, so that the checker can be one file.
if (!isMainThread && workerData === ROLE) {
  parentPort?.on('message', (block: Uint8Array<ArrayBuffer>) => {
    const scan = scanEvents(block);
    const { leaves, ids, streams, revisions, times } = scan;
    const memory = [leaves, ids, streams, revisions, times].map(({ buffer }) => buffer as ArrayBuffer);
    parentPort?.postMessage(scan, memory);
  });
}

/** Scans blocks, elsewhere or here. */
export interface Scanner {
  scan(block: Uint8Array): Promise<Scan>;
  /** Blocks that are worth giving it before waiting for the first. */
  readonly ahead: number;
  close(): Promise<void>;
}

export const scanHere: Scanner = {
  scan: async (block) => scanEvents(block),
  ahead: 1,
  close: async () => undefined,
};

/** Scans in that many threads, each answering in the order it was asked. */
export function scanInThreads(threads: number): Scanner {
  const workers = Array.from({ length: threads }, () => {
    const worker = new Worker(new URL(import.meta.url), {
      workerData: ROLE,
      // What is parsed is forgotten at once: a small nursery does, and keeps two threads within a modest memory.
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    });
    const waiting: { resolve: (scan: Scan) => void; reject: (error: Error) => void }[] = [];
    let failed: Error | undefined;
    worker.on('message', (scan: Scan) => waiting.shift()?.resolve(scan));
    worker.on('error', (error: Error) => {
      failed = error;
      for (const { reject } of waiting.splice(0)) reject(error);
    });
    return {
      scan: (block: Uint8Array) =>
        new Promise<Scan>((resolve, reject) => {
          if (failed !== undefined) return reject(failed);
          waiting.push({ resolve, reject });
          // A copy of its own, handed over: the block is overwritten by the next one.
          const copy = new Uint8Array(block);
          worker.postMessage(copy, [copy.buffer]);
        }),
      close: () => worker.terminate(),
    };
  });
  let turn = 0;
  return {
    scan: (block) => {
      const worker = workers[turn++ % workers.length];
      return worker ? worker.scan(block) : scanHere.scan(block);
    },
    ahead: 2 * threads,
    close: async () => void (await Promise.all(workers.map((worker) => worker.close()))),
  };
}
