import { product } from '@impact-ledger/domain';
import type { EventStore } from '@impact-ledger/ledger';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandReceipt } from '../command/envelope.js';
import { executeCommand } from '../command/execute-command.js';
import { ProductMessage } from '../command/messages.js';
import { EVENT_STORE } from './event-store.token.js';

@CommandHandler(ProductMessage)
export class ProductHandler implements ICommandHandler<ProductMessage> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  execute(message: ProductMessage): Promise<CommandReceipt> {
    return executeCommand({
      store: this.store,
      stream: `product-${message.id}`,
      decider: product,
      message,
      complete: () => message.request,
    });
  }
}
