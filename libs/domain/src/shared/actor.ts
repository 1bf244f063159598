import { z } from 'zod';

export const ROLES = [
  'viewer',
  'editor',
  'coach',
  'analyst',
  'sponsor',
  'auditor',
  'admin',
  'ingest',
  'worker',
  'public',
] as const;
export type Role = (typeof ROLES)[number];

/** An account, never a subject of a study; shown by pseudonym in public exports. */
export const Actor = z.strictObject({ id: z.string().min(1).max(80), role: z.enum(ROLES) });
export type Actor = z.infer<typeof Actor>;

/** Whoever comes without an account. */
export const ANYONE: Actor = { id: 'anyone', role: 'public' };
