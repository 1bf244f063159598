export type BackupRefusedKind = 'usage' | 'integrity' | 'loss';

/** A backup that is not written or not taken back; the message says why and what to do. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused';

  constructor(
    /** `integrity`: it is not what was written; `loss`: what was signed would be given up; else it was asked wrongly. */
    readonly kind: BackupRefusedKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
