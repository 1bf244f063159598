import { indicator, measurement } from '@impact-ledger/domain';
import { measurementId, type EventStore } from '@impact-ledger/ledger';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandReceipt } from '../command/envelope.js';
import { executeCommand } from '../command/execute-command.js';
import { loadState } from '../command/load.js';
import { MeasurementMessage } from '../command/messages.js';
import { EVENT_STORE } from './event-store.token.js';

@CommandHandler(MeasurementMessage)
export class MeasurementHandler implements ICommandHandler<MeasurementMessage> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  execute(message: MeasurementMessage): Promise<CommandReceipt> {
    const { id, request } = message;
    // One stream per cell is what keeps a second live measurement out: a wrong id would open a side door.
    if (request.type === 'RecordMeasurement' && id !== measurementId(request.data)) {
      throw new TypeError(`Measurement ${id} is not the id of its cell.`);
    }
    return executeCommand({
      store: this.store,
      stream: `measurement-${id}`,
      decider: measurement,
      message,
      complete: async () => {
        if (request.type !== 'RecordMeasurement') return request;
        const stream = `indicator-${request.data.indicator}`;
        return { ...request, indicatorState: await loadState(this.store, stream, indicator) };
      },
    });
  }
}
