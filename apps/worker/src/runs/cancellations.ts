import { BroadcastChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';

const CHANNEL = 'cancelled runs';

/** Thrown between two steps of a run that was cancelled: the ledger has its end already. */
export class RunCancelled extends Error {
  override readonly name = 'RunCancelled';

  constructor(run: string) {
    super(`Run ${run} was cancelled.`);
  }
}

/** Tells the threads of this process which runs were cancelled. */
export interface Canceller {
  readonly cancel: (run: string) => void;
  readonly close: () => void;
}

export function openCanceller(): Canceller {
  const channel = new BroadcastChannel(CHANNEL);
  channel.unref();
  return { cancel: (run) => channel.postMessage(run), close: () => channel.close() };
}

/** In the thread that computes: what was cancelled since it began to listen. */
export interface Cancellations {
  /** @throws RunCancelled */
  check(run: string): void;
  close(): void;
}

/**
 * Hears of it by an event where the event loop turns, and reads the channel when it is asked: between two steps of a
 * computation that never lets it turn.
 */
export function listenForCancellations(): Cancellations {
  const channel = new BroadcastChannel(CHANNEL);
  // Node takes a channel as well as a port here; its types know of the port only.
  const port = channel as unknown as MessagePort;
  const cancelled = new Set<unknown>();
  channel.onmessage = ({ data }) => cancelled.add(data);
  channel.unref();
  return {
    check: (run) => {
      for (let told = receiveMessageOnPort(port); told; told = receiveMessageOnPort(port)) {
        cancelled.add(told.message);
      }
      if (cancelled.has(run)) throw new RunCancelled(run);
    },
    close: () => channel.close(),
  };
}
