/**
 * Gives events their time. KurrentDB has no clock that its writers share, so a time is never earlier than any this
 * process has written or read: what was decided on having seen an event is never dated before it.
 */
export class Clock {
  #latest = '';

  /** ISO 8601, UTC, milliseconds: such texts are in order as they stand. */
  saw(recordedAt: string): void {
    if (recordedAt > this.#latest) this.#latest = recordedAt;
  }

  now(): string {
    this.saw(new Date().toISOString());
    return this.#latest;
  }
}
