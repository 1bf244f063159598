import { DEFAULT_POLICY, PublicationPolicy } from '@impact-ledger/domain';
import { z } from 'zod';

/** What `IMPACT_PUBLICATION` asks for; a wrong one stops the start, for it would publish what must stay hidden. */
export function publicationPolicy(setting: unknown): PublicationPolicy {
  if (setting === undefined) return DEFAULT_POLICY;
  const parsed = PublicationPolicy.safeParse(setting);
  if (parsed.success) return parsed.data;
  throw new Error(
    `IMPACT_PUBLICATION cannot be used: write JSON such as {"smallest":11,"sources":{"hiring declarations":20}}.\n${z.prettifyError(parsed.error)}`,
  );
}
