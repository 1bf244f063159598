import type {
  AccountCommand,
  DataSetCommand,
  IndicatorCommand,
  MeasurementCommand,
  ProductCommand,
  StudyCommand,
} from '@impact-ledger/domain';
import { Command } from '@nestjs/cqrs';
import type { CommandEnvelope, CommandReceipt } from './envelope.js';

/** What a handler learns by itself from other streams, so that nobody can claim it. */
type Learned = 'indicatorState' | 'datasetState' | 'protocolHash';
type AsSent<C> = C extends unknown ? Omit<C, Learned> : never;

/** A request to one aggregate: what the CommandBus carries. */
export abstract class AggregateMessage<
  Request extends { readonly type: string; readonly data: unknown },
> extends Command<CommandReceipt> {
  constructor(
    /** Of the aggregate: the part of its stream's name after the dash. */
    readonly id: string,
    readonly request: Request,
    readonly envelope: CommandEnvelope,
  ) {
    super();
  }
}

export type ProductRequest = ProductCommand;
export type IndicatorRequest = IndicatorCommand;
export type MeasurementRequest = AsSent<MeasurementCommand>;
export type DataSetRequest = DataSetCommand;
export type StudyRequest = AsSent<StudyCommand>;

/** `id` is the number of the account, never its name. */
export class AccountMessage extends AggregateMessage<AccountCommand> {}
export class ProductMessage extends AggregateMessage<ProductRequest> {}
export class IndicatorMessage extends AggregateMessage<IndicatorRequest> {}
/** `id` is the `measurementId` of the cell. */
export class MeasurementMessage extends AggregateMessage<MeasurementRequest> {}
export class DataSetMessage extends AggregateMessage<DataSetRequest> {}
export class StudyMessage extends AggregateMessage<StudyRequest> {}
