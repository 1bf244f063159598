/** Errors that the next attempt would meet again, since protocol and data are what they are. */
const FATAL = new Set(['DomainError', 'StatisticalError', 'DataFileError', 'StreamNotFound', 'ZodError', 'Forbidden']);

/** By name, since an error that crossed a thread keeps its name and loses its class. */
export const isKnownFatal = (error: unknown): error is Error => error instanceof Error && FATAL.has(error.name);

/** One plain sentence, as long as an event takes. */
export const plainReason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .replaceAll('\u0000', '')
    .toWellFormed()
    .trim()
    .slice(0, 1000) || 'The run failed without saying why.';
