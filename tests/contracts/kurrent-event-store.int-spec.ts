import { createKurrentEventStore, newId } from '@impact-ledger/ledger';
import { eventStoreContract } from './event-store-contract.js';
import { describeOnKurrent, ledgerUrl } from './kurrent/on-kurrent.js';

describeOnKurrent('on a KurrentDB or EventStoreDB server', (url) => {
  eventStoreContract(
    'KurrentDB',
    { globalIdUniqueness: false, monotonicRecordedAt: false, densePosition: false, multiStream: false },
    async () => {
      const own = ledgerUrl(url, `t${newId().replaceAll('-', '')}`);
      return { connect: () => createKurrentEventStore({ url: own }), drop: async () => undefined };
    },
  );
});
