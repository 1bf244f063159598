import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLoginLink, createToken, firstActor, listTokens, revokeToken } from '@impact-ledger/application';
import { readEvent } from '@impact-ledger/domain';
import { startHarness, type Harness } from './harness.js';

describe('what accounts are given', () => {
  let api: Harness;
  const books = () => ({ pool: api.database.pool, store: api.store });
  beforeAll(async () => {
    api = await startHarness();
  });
  afterAll(() => api.close());

  test('is in the ledger, by number and not by name, with who gave it', async () => {
    const person = 'martine.durand@example.org';
    const token = await createToken(books(), { account: person, role: 'viewer', label: 'laptop', expiresInDays: 1 });
    await createToken(books(), { account: person, role: 'analyst', label: 'laptop' });
    await createLoginLink(books(), { account: person, role: 'analyst' });
    expect(await revokeToken(books(), token.id)).toBe(true);
    expect(await revokeToken(books(), token.id)).toBe(false);

    const events = await api.store.readAll();
    expect(events.map((event) => [event.type, readEvent(event).data])).toMatchObject([
      ['AccountCreated', { role: 'viewer' }],
      ['TokenCreated', { token: token.id, role: 'viewer' }],
      ['AccountRoleChanged', { from: 'viewer', to: 'analyst' }],
      ['TokenCreated', { role: 'analyst', expiresAt: null }],
      ['LoginLinkCreated', { role: 'analyst' }],
      ['TokenRevoked', { token: token.id }],
    ]);
    const [first] = await listTokens(api.database.pool);
    expect(new Set(events.map(({ stream }) => stream))).toEqual(new Set([`account-${first?.number}`]));
    expect(events.every(({ metadata }) => metadata.actor.id === 'operator')).toBe(true);
    const { rows } = await api.database.pool.query<{ bytes: string }>('select bytes from ledger.event');
    expect(rows.some(({ bytes }) => /martine|laptop|impactl?_/.test(bytes))).toBe(false);
    expect(await firstActor(api.store)).toBeUndefined();
  });

  test('is seen by an auditor', async () => {
    const list = await api.get<{ items: { type: string }[] }>(
      `/v1/audit/events?type=AccountRoleChanged&minPosition=${await api.store.head()}`,
      { as: 'auditor' },
    );
    expect(list.body.items).toMatchObject([{ type: 'AccountRoleChanged' }]);
  });

  test('no token works that the ledger does not know', async () => {
    const before = await api.store.head();
    const { rows } = await api.database.pool.query('select from auth.token');
    const books = { pool: api.database.pool, store: { ...api.store, append: () => Promise.reject(new Error('away')) } };
    await expect(createToken(books, { account: 'nobody', role: 'admin', label: 'x' })).rejects.toThrow('away');
    expect(await api.store.head()).toBe(before);
    expect((await api.database.pool.query('select from auth.token')).rowCount).toBe(rows.length);
  });
});
