/** Why there is no bundle: nothing of the kind is there, it may not leave, or it is not signed yet. */
export type ExportRefusal = 'not_found' | 'wrong_state' | 'not_yet';

/** A bundle that cannot be made; the message says what to do. */
export class ExportRefused extends Error {
  override readonly name = 'ExportRefused';

  constructor(
    readonly kind: ExportRefusal,
    message: string,
  ) {
    super(message);
  }
}
