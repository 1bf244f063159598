import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/** Somebody who reads the measurements all the time, from a thread of its own. */
export interface Reader {
  /** Lets it read for a while. */
  during(milliseconds: number): Promise<void>;
  /** What it found since the last time, in words. Throws when an answer was not that of the first time. */
  take(): string;
  stop(): Promise<void>;
}

interface Answer {
  readonly milliseconds: number;
  readonly answer: string;
}

export async function startReader(url: string): Promise<Reader> {
  const worker = new Worker(new URL('./reader-thread.mts', import.meta.url), { workerData: { url } });
  let failure: Error | undefined;
  let answers: Answer[] = [];
  let first: string | undefined;
  worker.on('error', (error: Error) => (failure = error));
  worker.on('message', (answer: Answer) => answers.push(answer));
  while (answers.length === 0 && !failure) await pause(10);
  return {
    during: async (milliseconds) => {
      answers = [];
      await pause(milliseconds);
    },
    take: () => {
      if (failure) throw failure;
      const taken = answers;
      answers = [];
      first ??= taken[0]?.answer;
      const others = taken.filter(({ answer }) => answer !== first);
      if (others.length > 0) throw new Error(`${others.length} answers changed: ${others[0]?.answer}, not ${first}`);
      const times = taken.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
      const quantile = (share: number): string => (times[Math.floor(share * times.length)] ?? Number.NaN).toFixed(1);
      return `${taken.length} answers, all alike; median ${quantile(0.5)} ms, 99 % ${quantile(0.99)} ms, longest ${(times.at(-1) ?? 0).toFixed(1)} ms`;
    },
    stop: async () => {
      await worker.terminate();
    },
  };
}
