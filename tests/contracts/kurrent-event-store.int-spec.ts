import { createKurrentEventStore, newId } from '@impact-ledger/ledger';
import { eventStoreContract } from './event-store-contract.js';
import { ledgerOnKurrent } from '../support/test-database.js';
import { describeOnKurrent } from './kurrent/on-kurrent.js';

describeOnKurrent('on a KurrentDB or EventStoreDB server', (url) => {
  eventStoreContract(
    'KurrentDB',
    { globalIdUniqueness: false, monotonicRecordedAt: false, densePosition: false, multiStream: false },
    async () => {
      const own = ledgerOnKurrent(`t${newId().replaceAll('-', '')}`, url) ?? url;
      return { connect: () => createKurrentEventStore({ url: own }), drop: async () => undefined };
    },
  );
});
