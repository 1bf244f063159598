export type VaultErrorKind = 'absent' | 'erased' | 'wrong_master_key' | 'damaged' | 'no_space' | 'invalid';

/** The vault cannot do what was asked; the message says what to do. */
export class VaultError extends Error {
  override readonly name = 'VaultError';

  constructor(
    readonly kind: VaultErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
