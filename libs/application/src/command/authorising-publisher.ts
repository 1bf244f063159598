import { authorise, type CommandType } from '@impact-ledger/domain';
import type { ICommand, ICommandPublisher } from '@nestjs/cqrs';
import { AggregateMessage } from './messages.js';

/**
 * The seam every command passes before its handler: whoever may not is refused here, whichever door they came through.
 * A message that is none of ours has no rule, so it is refused too.
 */
export class AuthorisingPublisher implements ICommandPublisher {
  publish(message: ICommand): void {
    if (!(message instanceof AggregateMessage)) {
      throw new TypeError(`${message.constructor.name} is no message to an aggregate: nobody may send it.`);
    }
    const { envelope, request } = message as AggregateMessage<{ readonly type: CommandType; readonly data: unknown }>;
    authorise(envelope.actor, request.type);
  }
}
