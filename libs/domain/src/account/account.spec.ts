import { expect, test } from '@jest/globals';
import { given } from '../testing/given.js';
import {
  account,
  AccountCreated,
  AccountRoleChanged,
  LoginLinkCreated,
  TokenCreated,
  TokenRevoked,
} from './account.js';

const token = '0b0f6f3c-4a43-4d2c-9a0e-0d7c6f1f0a11';
const created = AccountCreated.create({ role: 'viewer' });
const given1 = TokenCreated.create({ token, role: 'viewer', expiresAt: null });
const login = { role: 'admin' as const, expiresAt: '2026-03-02T09:15:00.000Z' };

test('the first grant creates the account, another role is a change of its own', () => {
  const grant = (role: 'viewer' | 'admin') => ({ type: 'GrantToken' as const, data: { token, role, expiresAt: null } });
  expect(given(account, []).when(grant('viewer'))).toEqual([created, given1]);
  expect(given(account, [created]).when(grant('viewer'))).toEqual([given1]);
  expect(given(account, [created]).when({ type: 'GrantLogin', data: login })).toEqual([
    AccountRoleChanged.create({ from: 'viewer', to: 'admin' }),
    LoginLinkCreated.create(login),
  ]);
});

test('a token is revoked once', () => {
  const revoke = { type: 'RevokeToken' as const, data: { token } };
  expect(given(account, [created, given1]).when(revoke)).toEqual([TokenRevoked.create({ token })]);
  expect(given(account, [created, given1, TokenRevoked.create({ token })]).when(revoke)).toEqual([]);
  expect(() => given(account, []).when(revoke)).toThrow('No such account');
});
