import { dataset } from '@impact-ledger/domain';
import type { EventStore } from '@impact-ledger/ledger';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandReceipt } from '../command/envelope.js';
import { executeCommand } from '../command/execute-command.js';
import { DataSetMessage } from '../command/messages.js';
import { EVENT_STORE } from './event-store.token.js';
import { requireProduct } from './require-product.js';

@CommandHandler(DataSetMessage)
export class DataSetHandler implements ICommandHandler<DataSetMessage> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  execute(message: DataSetMessage): Promise<CommandReceipt> {
    const { request } = message;
    return executeCommand({
      store: this.store,
      stream: `dataset-${message.id}`,
      decider: dataset,
      message,
      complete: async (state) => {
        if (request.type === 'RegisterDataSet' && state.status === 'absent') {
          await requireProduct(this.store, request.data.product, '/product');
        }
        return request;
      },
    });
  }
}
