/** Ctrl-C, or a polite kill: the first asks to stop, the second forces. */
export interface StopSignal {
  /** Resolves at the first signal. */
  readonly requested: Promise<void>;
  /** What the second signal does. */
  onForce(act: () => void): void;
  release(): void;
}

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
  process.on('SIGINT', listener);
  process.on('SIGTERM', listener);
  return {
    requested,
    onForce: (act) => void (force = act),
    release: () => {
      process.off('SIGINT', listener);
      process.off('SIGTERM', listener);
    },
  };
}
