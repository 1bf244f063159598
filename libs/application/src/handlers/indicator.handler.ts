import { indicator } from '@impact-ledger/domain';
import type { EventStore } from '@impact-ledger/ledger';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandReceipt } from '../command/envelope.js';
import { executeCommand } from '../command/execute-command.js';
import { IndicatorMessage } from '../command/messages.js';
import { EVENT_STORE } from './event-store.token.js';
import { requireProduct } from './require-product.js';

@CommandHandler(IndicatorMessage)
export class IndicatorHandler implements ICommandHandler<IndicatorMessage> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  execute(message: IndicatorMessage): Promise<CommandReceipt> {
    const { request } = message;
    return executeCommand({
      store: this.store,
      stream: `indicator-${message.id}`,
      decider: indicator,
      message,
      complete: async (state) => {
        if (request.type === 'DefineIndicator' && state.status === 'absent') {
          await requireProduct(this.store, request.data.product, '/product');
        }
        return request;
      },
    });
  }
}
