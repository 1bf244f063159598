/** Why a file of person-level data cannot be used. Stable words: pages, problem documents and tests read them. */
export type DataFileErrorKind =
  | 'empty'
  | 'truncated'
  | 'not-a-table'
  | 'not-utf8'
  | 'ragged'
  | 'duplicate-column'
  | 'unnamed-column'
  | 'unknown-column'
  | 'wrong-type'
  | 'wrong-rows'
  | 'unreadable';

/** A file that cannot be used. The message says what is wrong, where, and the way out; it never quotes a person's value. */
export class DataFileError extends Error {
  override readonly name = 'DataFileError';

  constructor(
    readonly kind: DataFileErrorKind,
    message: string,
    /** Line of the file, from 1 with the header. */
    readonly line?: number,
    readonly columns: readonly string[] = [],
  ) {
    super(message);
  }
}
