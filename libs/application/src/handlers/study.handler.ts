import {
  dataset,
  Protocol,
  study,
  type DataSetState,
  type RecordedEvent,
  type StudyCommand,
  type StudyState,
} from '@impact-ledger/domain';
import { fingerprint, type EventStore } from '@impact-ledger/ledger';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandReceipt } from '../command/envelope.js';
import { executeCommand } from '../command/execute-command.js';
import { loadState } from '../command/load.js';
import { StudyMessage, type StudyRequest } from '../command/messages.js';
import { EVENT_STORE } from './event-store.token.js';
import { requireProduct } from './require-product.js';

const NO_DATA: DataSetState = { status: 'absent' };

@CommandHandler(StudyMessage)
export class StudyHandler implements ICommandHandler<StudyMessage> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  execute(message: StudyMessage): Promise<CommandReceipt> {
    return executeCommand({
      store: this.store,
      stream: `study-${message.id}`,
      decider: study,
      message,
      complete: (state, recorded) => this.#complete(message.request, state, recorded),
    });
  }

  async #complete(request: StudyRequest, state: StudyState, recorded: readonly RecordedEvent[]): Promise<StudyCommand> {
    switch (request.type) {
      case 'DraftStudy':
        if (state.status === 'absent') {
          await requireProduct(this.store, request.data.protocol.product, '/protocol/product');
        }
        return request;
      case 'AttachData':
        return { ...request, datasetState: await this.#dataset(request.data.dataset) };
      case 'FreezeStudy': {
        const live = state.status === 'absent' ? undefined : state;
        return {
          ...request,
          // Of the bytes of the log, in the shape of their day: whoever checks offline knows no newer one.
          protocolHash: fingerprint(storedProtocol(recorded)),
          datasetState: live?.data ? await this.#dataset(live.data.dataset) : NO_DATA,
        };
      }
      case 'AmendStudy': {
        const read = request.data.dataset ?? (state.status === 'absent' ? undefined : state.data?.dataset);
        return {
          ...request,
          // The hash is of the protocol as it will be stored: trimmed and checked.
          protocolHash: fingerprint(Protocol.parse(request.data.protocol)),
          datasetState: read === undefined ? NO_DATA : await this.#dataset(read),
        };
      }
      default:
        return request;
    }
  }

  #dataset(id: string): Promise<DataSetState> {
    return loadState(this.store, `dataset-${id}`, dataset);
  }
}

const storedProtocol = (recorded: readonly RecordedEvent[]): unknown =>
  recorded
    .map(({ data }) => (data as { readonly protocol?: unknown }).protocol)
    .findLast((protocol) => protocol !== undefined) ?? null;
