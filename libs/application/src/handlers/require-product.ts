import { DomainError, product } from '@impact-ledger/domain';
import type { EventStore } from '@impact-ledger/ledger';
import { loadState } from '../command/load.js';

/** Whatever belongs to a product needs it to exist. Products never go away, so that what was seen here stays true. */
export async function requireProduct(store: EventStore, id: string, pointer: string): Promise<void> {
  const state = await loadState(store, `product-${id}`, product);
  if (state.status === 'absent') {
    throw new DomainError('not_found', `No product "${id}": register it first.`, [{ pointer, detail: 'is unknown' }]);
  }
}
