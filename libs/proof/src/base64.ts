/** Base64 of RFC 4648, section 4, padded. */
export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** The bytes of strict base64; undefined for anything that {@link toBase64} would not have written. */
export function fromBase64(text: string): Uint8Array | undefined {
  // Buffer skips what is not base64: only writing it again tells.
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? new Uint8Array(bytes) : undefined;
}
