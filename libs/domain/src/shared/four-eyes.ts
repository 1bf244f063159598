import { DomainError, type CommandContext } from './decider.js';

/**
 * Four eyes: whoever did the first part may not do the second. The rule looks at the account, whatever its role, so that
 * an administrator cannot pass it.
 * @throws DomainError `four_eyes` with `who`: why not this account, and who may
 */
export function requireOther(first: readonly string[], { actor }: CommandContext, who: string): void {
  if (first.includes(actor.id)) throw new DomainError('four_eyes', who);
}
