import { createHash, randomBytes } from 'node:crypto';

/** A prefix tells people, and scanners of leaked secrets, what they have found. */
export type SecretKind = 'token' | 'session' | 'link';
const PREFIX: Readonly<Record<SecretKind, string>> = { token: 'impact_', session: 'impacts_', link: 'impactl_' };

export const newSecret = (kind: SecretKind): string => PREFIX[kind] + randomBytes(32).toString('base64url');

/** Plain SHA-256 is enough for 256 random bits: there is nothing to guess, so nothing to slow down. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();
