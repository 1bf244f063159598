import { z } from 'zod';
import { ROLES } from '../shared/actor.js';
import { DomainError, type Command, type Decider } from '../shared/decider.js';
import { event, type EventOf } from '../shared/event.js';

const role = () => z.enum(ROLES);
const moment = () => z.iso.datetime();
const Token = z.strictObject({ token: z.uuid(), role: role(), expiresAt: moment().nullable() });
const LoginLink = z.strictObject({ role: role(), expiresAt: moment() });

// Events: the stream is named after a number that stands for the account, never after its name

export const AccountCreated = event('AccountCreated', z.strictObject({ role: role() }));
export const AccountRoleChanged = event('AccountRoleChanged', z.strictObject({ from: role(), to: role() }));
/** A bearer token: what opens the door, known by its id; its secret stands nowhere. */
export const TokenCreated = event('TokenCreated', Token);
export const TokenRevoked = event('TokenRevoked', z.strictObject({ token: z.uuid() }));
/** A link that opens one session of the pages. */
export const LoginLinkCreated = event('LoginLinkCreated', LoginLink);

export type AccountEvent =
  | EventOf<typeof AccountCreated>
  | EventOf<typeof AccountRoleChanged>
  | EventOf<typeof TokenCreated>
  | EventOf<typeof TokenRevoked>
  | EventOf<typeof LoginLinkCreated>;

export type AccountCommand =
  | Command<'GrantToken', z.infer<typeof Token>>
  | Command<'GrantLogin', z.infer<typeof LoginLink>>
  | Command<'RevokeToken', { readonly token: string }>;

export type AccountState =
  | { readonly status: 'absent' }
  | {
      readonly status: 'open';
      /** The role it was given last. */
      readonly role: z.infer<typeof Token>['role'];
      readonly tokens: Readonly<Record<string, 'valid' | 'revoked'>>;
    };

/** What an account may do is what it was given last: the first grant creates it, another role changes it. */
function becoming(state: AccountState, to: z.infer<typeof Token>['role']): readonly AccountEvent[] {
  if (state.status === 'absent') return [AccountCreated.create({ role: to })];
  return state.role === to ? [] : [AccountRoleChanged.create({ from: state.role, to })];
}

const open = (state: AccountState): Exclude<AccountState, { status: 'absent' }> => {
  if (state.status === 'absent') throw new DomainError('not_found', 'No such account: give it a token first.');
  return state;
};

export const account: Decider<AccountCommand, AccountState, AccountEvent> = {
  initial: { status: 'absent' },

  evolve: (state, event) => {
    switch (event.type) {
      case 'AccountCreated':
        return { status: 'open', role: event.data.role, tokens: {} };
      case 'AccountRoleChanged':
        return { ...open(state), role: event.data.to };
      case 'TokenCreated':
        return { ...open(state), tokens: { ...open(state).tokens, [event.data.token]: 'valid' } };
      case 'TokenRevoked':
        return { ...open(state), tokens: { ...open(state).tokens, [event.data.token]: 'revoked' } };
      case 'LoginLinkCreated':
        return state;
    }
  },

  decide: (command, state) => {
    switch (command.type) {
      case 'GrantToken':
        return [...becoming(state, command.data.role), TokenCreated.create(command.data)];
      case 'GrantLogin':
        return [...becoming(state, command.data.role), LoginLinkCreated.create(command.data)];
      case 'RevokeToken':
        return open(state).tokens[command.data.token] === 'revoked' ? [] : [TokenRevoked.create(command.data)];
    }
  },
};
