import { Actor, DomainError, ROLES, type Role } from '@impact-ledger/domain';

/** Roles of people and machines outside; `worker` is a process of ours, `public` is whoever has no account. */
export const ACCOUNT_ROLES: readonly Role[] = ROLES.filter((role) => role !== 'worker' && role !== 'public');

export interface Account {
  /** The id that stands in the ledger as the actor. */
  readonly account: string;
  readonly role: Role;
}

const RESERVED = ['anyone', 'worker', 'operator'];

/** @throws DomainError when nobody may have such an account */
export function checkAccount({ account, role }: Account): void {
  const fault = (pointer: string, detail: string) =>
    new DomainError('invalid', `${pointer.slice(1)} ${detail}`, [{ pointer, detail }]);
  if (!ACCOUNT_ROLES.includes(role)) throw fault('/role', `must be one of ${ACCOUNT_ROLES.join(', ')}`);
  if (!Actor.safeParse({ id: account, role }).success || !/^[\p{L}\p{N}._@-]+$/u.test(account)) {
    throw fault('/account', 'must be 1 to 80 letters, digits, dots, dashes, underscores or @');
  }
  if (RESERVED.includes(account))
    throw fault('/account', `must not be "${account}", which has a meaning in the ledger`);
}
