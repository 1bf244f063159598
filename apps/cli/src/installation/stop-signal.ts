/** Ctrl-C, a polite kill, a closed terminal: the first asks to stop, the second forces. */
export interface StopSignal {
  /** Resolves at the first signal. */
  readonly requested: Promise<void>;
  /** What the second signal does. */
  onForce(act: () => void): void;
  release(): void;
}

/** A closed terminal counts too: SIGHUP. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function listenForStop(onFirst: () => void): StopSignal {
  let force: () => void = () => undefined;
  let asked = false;
  const { promise: requested, resolve } = Promise.withResolvers<void>();
  const listener = (): void => {
    if (asked) return force();
    asked = true;
    onFirst();
    resolve();
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return {
    requested,
    onForce: (act) => void (force = act),
    release: () => {
      for (const signal of SIGNALS) process.off(signal, listener);
    },
  };
}
