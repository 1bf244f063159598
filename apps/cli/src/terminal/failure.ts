/** What the exit code of `impact` tells a script. */
export const EXIT = { ok: 0, error: 1, usage: 2, integrity: 3, rejected: 4 } as const;

/** An end that was foreseen: the message is for people, the code for scripts. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';

  constructor(
    message: string,
    readonly code: (typeof EXIT)[keyof typeof EXIT] = EXIT.error,
  ) {
    super(message);
  }
}
