/** One run of one store. */
export interface Figures {
  readonly perSecond: number;
  /** Milliseconds of one call. */
  readonly median: number;
  readonly p99: number;
}

/** Keeps `callers` calls under way, first to warm up, then measured; `call` gives back how many events it stored. */
export async function measure(
  { callers, warmUp, time }: { readonly callers: number; readonly warmUp: number; readonly time: number },
  call: (index: number) => Promise<number>,
): Promise<Figures> {
  let index = 0;
  let events = 0;
  const latencies: number[] = [];
  const start = performance.now() + warmUp;
  const end = start + time;
  const caller = async (): Promise<void> => {
    for (;;) {
      const begun = performance.now();
      if (begun >= end) return;
      const stored = await call(index++);
      const done = performance.now();
      if (done < start || done >= end) continue;
      events += stored;
      latencies.push(done - begun);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  latencies.sort((a, b) => a - b);
  const quantile = (share: number): number => latencies[Math.floor(share * latencies.length)] ?? Number.NaN;
  return { perSecond: events / (time / 1000), median: quantile(0.5), p99: quantile(0.99) };
}

/** What a process of the benchmark is told. */
export interface Told {
  readonly url: string;
  readonly callers: number;
  readonly batch: number;
  /** Milliseconds. */
  readonly warmUp: number;
  readonly time: number;
}

export const told = (): Told => JSON.parse(process.argv[2] ?? '') as Told;
